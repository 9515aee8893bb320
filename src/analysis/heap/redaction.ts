import { bitsFor, hasBit, setBit, type Bits } from './bits.ts';
import type { Graph } from './graph.ts';
import { look, lookMask, type Watch } from './halt.ts';
import { edgeKind, edgeKindMask, nodeKind } from './kinds.ts';

/** What the strings of a file are there for. One string can serve several ends. */
export type StringUses = {
  /** Names of classes, functions, scripts, variables and of the engine's own things: the structure needs them. */
  readonly structure: Bits;
  /** Names of properties of objects that have no more of them than a program writes out. */
  readonly properties: Bits;
  /** Names of properties of any object, dictionaries included. */
  readonly keys: Bits;
};

/** How a string of a file is treated. */
export type Treatment = 'kept' | 'value' | 'key' | 'element' | 'pair';

/** An object of more properties is a dictionary: its keys are data. */
const propertiesMax = 64;
const valueKinds = new Set<number>([
  nodeKind.string,
  nodeKind.consString,
  nodeKind.slicedString,
  nodeKind.regexp,
  nodeKind.number,
]);

/** Looks at what each string of a file names. */
export function stringUses(graph: Graph, watch: Watch): StringUses {
  const { kind, name, packed, edgeName, firstEdge, nodeCount, strings } = graph;
  const uses = { structure: bitsFor(strings.count), properties: bitsFor(strings.count), keys: bitsFor(strings.count) };
  const mark = (bits: Bits, index: number) => {
    if (index < strings.count) setBit(bits, index);
  };
  for (let node = 0; node < nodeCount; node += 1) {
    if ((node & lookMask) === 0) look(watch);
    if (!valueKinds.has(kind[node])) mark(uses.structure, name[node]);
    const isDictionary = firstEdge[node + 1] - firstEdge[node] > propertiesMax && kind[node] === nodeKind.object;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge += 1) {
      const of = packed[edge] & edgeKindMask;
      if (of === edgeKind.property) {
        mark(uses.keys, edgeName[edge]);
        if (!isDictionary) mark(uses.properties, edgeName[edge]);
      } else if (of !== edgeKind.element && of !== edgeKind.hidden) mark(uses.structure, edgeName[edge]);
    }
  }
  return uses;
}

/** True for what a person writes as a name in a program; tokens and ids are longer or full of digits. */
function isName(text: string): boolean {
  return /^((get|set) )?[A-Za-z_$#][\w$]{0,39}$/.test(text) && !/\d{4}/.test(text);
}

const pair = /^(\d+ \/ part of key \()(.*)( @\d+\) -> value \()([^]*)( @\d+\) pair in WeakMap \(table @\d+\))$/;
const className = /^[A-Za-z_$][\w$ /.]{0,60}$/;

/** What becomes of a string that serves these ends. */
export function treatmentOf(uses: StringUses, index: number, text: string): Treatment {
  if (hasBit(uses.structure, index)) {
    if (pair.test(text)) return 'pair';
    return /^(Detached )?<[^>]* /.test(text) ? 'element' : 'kept';
  }
  if (!hasBit(uses.keys, index)) return 'value';
  if (text.startsWith('<symbol ')) return 'kept';
  return hasBit(uses.properties, index) && isName(text) ? 'kept' : 'key';
}

/** The stand-in for a text: its length and hash. Equal texts have equal ones. `hash` gives at least 16 characters. */
export function redactedText(treatment: Treatment, text: string, hash: (text: string) => string): string {
  const marked = (part: string) => `(${part.length} characters #${hash(part).slice(0, 12)})`;
  switch (treatment) {
    case 'kept':
      return text;
    case 'value':
      return marked(text);
    case 'key': {
      // As long as the name was, where that leaves room: the standard engine cuts names of shapes by their length.
      const key = `k${text.length}_${hash(text).slice(0, 16)}`;
      return text.length >= 12 ? key.slice(0, text.length).padEnd(text.length, '_') : key;
    }
    case 'element':
      return text.replace(
        /^((?:Detached )?<[^ ]*) [^]*$/,
        (_whole, head: string) => `${head} #${hash(text).slice(0, 12)}>`,
      );
    case 'pair':
      return text.replace(pair, (_whole, head: string, key: string, middle: string, value: string, tail: string) => {
        const plain = (name: string) => (className.test(name) ? name : `#${hash(name).slice(0, 12)}`);
        return `${head}${plain(key)}${middle}${plain(value)}${tail}`;
      });
  }
}
