import type { PlainObjects } from './shapes.ts';
import type { StringTable } from './stringTable.ts';

/** A name for plain objects that have at least these properties. */
export type InterfaceDefinition = { readonly name: string; readonly properties: readonly string[] };

const nameLengthMax = 120;
const sharersMin = 2;
/** One object in this many has to share an interface. */
const shareOfAll = 1_000;

/** A property's name inside an interface name; quoted where it would be mistaken for punctuation. */
export function interfaceProperty(name: string): string {
  return /[,'"{}]/.test(name) ? JSON.stringify(name) : name;
}

function candidateOf(shape: Uint32Array, strings: StringTable): InterfaceDefinition | null {
  let name = '{';
  const used: string[] = [];
  for (const index of shape) {
    const property = strings.text(index);
    if (property === '__proto__') continue;
    const shown = interfaceProperty(property);
    if (name.length > 1 && name.length + shown.length > nameLengthMax) break;
    if (name.length > 1) name += ', ';
    name += shown;
    used.push(property);
  }
  return used.length === 0 ? null : { name: `${name}}`, properties: used };
}

/** The interfaces that enough plain objects of a heap share, the most shared first. */
export function interfaceDefinitions(objects: PlainObjects, strings: StringTable): readonly InterfaceDefinition[] {
  const sharers = new Float64Array(objects.shapes.length);
  for (let at = 0; at < objects.count; at += 1) sharers[objects.shape[at]] += 1;
  const candidates = new Map<string, { definition: InterfaceDefinition; count: number }>();
  // Shapes are numbered as they are first met, so candidates stand in that order too, and ties keep it.
  objects.shapes.forEach((shape, number) => {
    const definition = candidateOf(shape, strings);
    if (definition === null) return;
    const known = candidates.get(definition.name);
    if (known === undefined) candidates.set(definition.name, { definition, count: sharers[number] });
    else known.count += sharers[number];
  });
  const needed = Math.max(sharersMin, objects.count / shareOfAll);
  return [...candidates.values()]
    .sort((a, b) => b.count - a.count)
    .filter(({ count }) => count >= needed)
    .map(({ definition }) => definition);
}

type Step = { readonly next: Map<string, Step>; definition: number };

/** Finds for a set of property names the definition that has most of them; of equals, the one that stands first. */
export class InterfaceFinder {
  private readonly definitions: readonly InterfaceDefinition[];
  private readonly first: Step = { next: new Map(), definition: -1 };
  private readonly known = new Set<string>();

  constructor(definitions: readonly InterfaceDefinition[]) {
    this.definitions = definitions;
    definitions.forEach(({ properties }, index) => {
      let step = this.first;
      for (const property of properties.toSorted()) {
        this.known.add(property);
        let next = step.next.get(property);
        if (next === undefined) step.next.set(property, (next = { next: new Map(), definition: -1 }));
        step = next;
      }
      if (step.definition < 0) step.definition = index;
    });
  }

  /** True for a property of any definition: the others need not be given. */
  knows(property: string): boolean {
    return this.known.has(property);
  }

  /** Index of the definition, or -1 where none fits. */
  find(properties: readonly string[]): number {
    let steps: readonly Step[] = [this.first];
    let best = this.better(-1, this.first.definition);
    for (const property of properties.toSorted()) {
      const reached: Step[] = [];
      for (const step of steps) {
        const next = step.next.get(property);
        if (next === undefined) continue;
        reached.push(next);
        best = this.better(best, next.definition);
      }
      if (reached.length > 0) steps = [...new Set([...steps, ...reached])];
    }
    return best;
  }

  private better(a: number, b: number): number {
    if (a < 0 || b < 0) return Math.max(a, b);
    const more = this.definitions[a].properties.length - this.definitions[b].properties.length;
    if (more !== 0) return more > 0 ? a : b;
    return Math.min(a, b);
  }
}
