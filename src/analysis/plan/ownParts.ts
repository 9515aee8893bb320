import { textOf, type Fields } from './explainOutput.ts';

/** What the sums need of a node. */
type Node = { readonly parent: number | null; readonly fields: Fields };

/**
 * A node whose part is contained in that of another, with the share of it: 1, or less where several contain it.
 * `isPulled`: only as far as the other has room, since the rest was done for nobody.
 */
export type Charge = { readonly of: number; readonly to: number; readonly share: number; readonly isPulled: boolean };

/** A column of own parts. `whole` is what they add up to; `excess` how far they had to be scaled for that. */
export type OwnParts = { readonly own: readonly number[]; readonly whole: number; readonly excess: number };

/** `CTE recent` → `recent`. */
function cteName(subplanName: string | null): string | null {
  return subplanName?.startsWith('CTE ') === true ? subplanName.slice(4) : null;
}

/** How expressions mention an InitPlan: `$0` up to 16, `(InitPlan 1)` from 17 on. */
function mentionsOf(subplanName: string): readonly RegExp[] {
  const [, name] = /^(InitPlan \d+)/.exec(subplanName) ?? [];
  const returned = [...subplanName.matchAll(/\$\d+/g)].map(([parameter]) => parameter);
  return [
    ...(name === undefined ? [] : [new RegExp(`\\(${name}\\)`)]),
    ...returned.map((parameter) => new RegExp(`\\${parameter}(?!\\d)`)),
  ];
}

const notExpressions = new Set(['Node Type', 'Parent Relationship', 'Subplan Name']);

/** True where a condition or another expression of the node mentions one of these. */
function mentions(fields: Fields, patterns: readonly RegExp[]): boolean {
  return Object.entries(fields).some(([name, value]) => {
    if (notExpressions.has(name) || name === 'Plans') return false;
    const texts = Array.isArray(value) ? value : [value];
    return texts.some((text) => typeof text === 'string' && patterns.some((pattern) => pattern.test(text)));
  });
}

/** The scans of each CTE, by the node that makes it: each scan belongs to the nearest CTE of its name above it. */
function scansByCte(nodes: readonly Node[]): ReadonlyMap<number, readonly number[]> {
  const made = new Map<string, number>();
  nodes.forEach(({ parent, fields }, index) => {
    const name = cteName(textOf(fields, 'Subplan Name'));
    if (name !== null) made.set(`${parent} ${name}`, index);
  });
  const scans = new Map<number, number[]>();
  nodes.forEach(({ parent, fields }, index) => {
    const name = fields['Node Type'] === 'CTE Scan' ? textOf(fields, 'CTE Name') : null;
    for (let above = parent; name !== null && above !== null; above = nodes[above].parent) {
      const cte = made.get(`${above} ${name}`);
      if (cte === undefined) continue;
      scans.set(cte, [...(scans.get(cte) ?? []), index]);
      return;
    }
  });
  return scans;
}

/** In which node an InitPlan is evaluated: the innermost that mentions it and had the time; or the node it hangs on. */
function evaluatorOf(index: number, nodes: readonly Node[], parts: readonly number[]): number | null {
  const { parent, fields } = nodes[index];
  const patterns = mentionsOf(textOf(fields, 'Subplan Name') ?? '');
  const isInside = (node: number) => {
    for (let at: number | null = node; at !== null; at = nodes[at].parent) if (at === index) return true;
    return false;
  };
  const found = nodes.findLastIndex(
    (node, at) => parts[at] >= parts[index] && mentions(node.fields, patterns) && !isInside(at),
  );
  return found === -1 ? parent : found;
}

/**
 * Whose part contains whose. A child is contained in its parent, but a CTE in the scans that pull from it and an
 * InitPlan in the node that first needs it: they hang on another node of the tree. `parts` says how much each had.
 */
export function charges(nodes: readonly Node[], parts: readonly number[]): readonly Charge[] {
  const scans = scansByCte(nodes);
  return nodes.flatMap(({ parent, fields }, index): readonly Charge[] => {
    if (parent === null) return [];
    const subplanName = textOf(fields, 'Subplan Name');
    if (cteName(subplanName) !== null) {
      const readers = scans.get(index) ?? [];
      const sum = readers.reduce((total, reader) => total + parts[reader], 0);
      return readers.map((to) => ({
        of: index,
        to,
        share: sum === 0 ? 1 / readers.length : parts[to] / sum,
        isPulled: true,
      }));
    }
    const to = fields['Parent Relationship'] === 'InitPlan' ? evaluatorOf(index, nodes, parts) : parent;
    return to === null ? [] : [{ of: index, to, share: 1, isPulled: false }];
  });
}

/**
 * The part of each node alone, from parts that contain others. They add up to the whole: the root's part, and what no
 * node contains, such as a CTE that writes and is not read. Where a node's contents are larger than itself, which
 * clocks that are read often can show, nothing is below zero and all are scaled to the whole.
 */
export function ownParts(parts: readonly number[], charged: readonly Charge[]): OwnParts {
  const contained = parts.map(() => 0);
  const paid = parts.map(() => 0);
  const room = [...parts];
  for (const { of, to, share, isPulled } of charged) {
    const part = isPulled ? Math.min(parts[of] * share, Math.max(0, room[to])) : parts[of] * share;
    contained[to] += part;
    room[to] -= part;
    paid[of] += part;
  }
  const whole = parts.reduce((total, part, index) => total + Math.max(0, part - paid[index]), 0);
  const own = parts.map((part, index) => Math.max(0, part - contained[index]));
  const sum = own.reduce((total, part) => total + part, 0);
  if (sum === 0) return { own, whole, excess: 0 };
  return { own: own.map((part) => (part * whole) / sum), whole, excess: Math.abs(sum - whole) / sum };
}
