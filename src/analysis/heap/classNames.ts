import type { Bits } from './bits.ts';
import { hasBit } from './bits.ts';
import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { type InterfaceDefinition, InterfaceFinder } from './interfaces.ts';
import { nodeKind } from './kinds.ts';
import type { PlainObjects } from './shapes.ts';
import type { StringTable } from './stringTable.ts';

/** A class: its name, and the place of its constructor where there is one. Row of the graph's locations, or -1. */
export type ClassName = { readonly name: string; readonly location: number };

/** The class of every node. */
export type Classes = { readonly classOf: Uint32Array; readonly names: readonly ClassName[] };

/** What the engine's own kinds are called as classes; null for objects, which are called by their constructor. */
export function classOfKind(code: number, kindName: string): string | null {
  switch (code) {
    case nodeKind.object:
    case nodeKind.native:
      return null;
    case nodeKind.hidden:
      return '(system)';
    case nodeKind.code:
      return '(compiled code)';
    case nodeKind.closure:
      return 'Function';
    case nodeKind.regexp:
      return 'RegExp';
    default:
      return `(${kindName})`;
  }
}

/** `<div id="a">` is of class `<div>`, `Detached <div id="a">` of class `Detached <div>`; null for other names. */
export function elementClass(name: string): string | null {
  const from = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 10 : -1;
  if (from < 0) return null;
  const blank = name.indexOf(' ', from);
  return blank < 0 ? name : `${name.slice(0, blank)}>`;
}

/** A shape of more properties than this is a dictionary. */
const rememberedMax = 1_000;

class ClassIndex {
  readonly names: ClassName[] = [];
  private readonly byText = new Map<string, number>();
  private readonly byString: Int32Array;
  private readonly byPlace = new Map<string, number>();
  private readonly strings: StringTable;

  constructor(strings: StringTable) {
    this.strings = strings;
    this.byString = new Int32Array(strings.count + 1).fill(-1);
  }

  /** The class of a name the engine made up, or that several strings share. */
  made(name: string): number {
    let found = this.byText.get(name);
    if (found === undefined) this.byText.set(name, (found = this.names.push({ name, location: -1 }) - 1));
    return found;
  }

  /** The class of a string of the file. */
  named(index: number): number {
    const slot = Math.min(index, this.strings.count);
    let found = this.byString[slot];
    if (found >= 0) return found;
    const name = this.strings.text(index);
    const element = elementClass(name);
    found = element === null ? this.made(name) : this.made(element);
    this.byString[slot] = found;
    return found;
  }

  detached(index: number): number {
    const name = `Detached ${this.strings.text(index)}`;
    return this.made(elementClass(name) ?? name);
  }

  /** The class of that name whose constructor stands at a place. */
  placed(base: number, locations: Graph['locations'], row: number): number {
    const key = `${locations.script[row]},${locations.line[row]},${locations.column[row]},${base}`;
    let found = this.byPlace.get(key);
    if (found === undefined)
      this.byPlace.set(key, (found = this.names.push({ name: this.names[base].name, location: row }) - 1));
    return found;
  }
}

/** The class of each shape of plain objects: its interface, or `Object`. */
function classesOfShapes(
  objects: PlainObjects,
  definitions: readonly InterfaceDefinition[],
  index: ClassIndex,
  strings: StringTable,
): Int32Array {
  const finder = new InterfaceFinder(definitions);
  return Int32Array.from(objects.shapes, (shape) => {
    const known: string[] = [];
    for (const name of shape) {
      // A dictionary has as many names as entries: they are looked at, and not remembered.
      const property = shape.length > rememberedMax ? strings.read(name) : strings.text(name);
      if (finder.knows(property)) known.push(property);
    }
    const found = finder.find(known);
    return index.made(found < 0 ? 'Object' : definitions[found].name);
  });
}

/**
 * Names the class of every node as the standard engine does: the engine's own kinds in parentheses, objects by their
 * constructor, plain objects by an interface of `definitions`, and objects of one name but of two constructors apart.
 * Writes them into `classOf`, a column of as many entries as nodes.
 */
export function namedClasses(
  graph: Graph,
  strings: StringTable,
  objects: PlainObjects,
  definitions: readonly InterfaceDefinition[],
  detached: Bits | null,
  classOf: Uint32Array,
  watch: Watch,
): Classes {
  const { kind, name, nodeCount, locations } = graph;
  const index = new ClassIndex(strings);
  const ofShape = classesOfShapes(objects, definitions, index, strings);
  const ofKind = new Int32Array(256).fill(-1);
  graph.kindNames.forEach((kindName, code) => {
    const made = classOfKind(code, kindName);
    if (made !== null) ofKind[code] = index.made(made);
  });
  let plain = 0;
  let row = 0;
  for (let node = 0; node < nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    const code = kind[node];
    let found = ofKind[code];
    if (found < 0) {
      if (plain < objects.count && objects.node[plain] === node) {
        found = ofShape[objects.shape[plain]];
        plain += 1;
      } else if (detached !== null && code === nodeKind.native && hasBit(detached, node))
        found = index.detached(name[node]);
      else found = index.named(name[node]);
      if (code === nodeKind.object) {
        while (row < locations.count && locations.node[row] < node) row += 1;
        if (row < locations.count && locations.node[row] === node) found = index.placed(found, locations, row);
      }
    }
    classOf[node] = found;
  }
  return { classOf, names: index.names };
}
