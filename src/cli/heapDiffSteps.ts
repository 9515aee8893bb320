import type { ClassDiffRow, GrowthRow } from '../protocol/heapRows.ts';
import type { Bytes, Count } from '../protocol/units.ts';

/** What a thing changed by in one step. */
export type StepChange = { readonly countDelta: Count; readonly sizeDelta: Bytes };

/** A row of the whole way with what it changed by in each step. */
export type SteppedGrowth = GrowthRow & {
  /** Null for a step that does not tell of it by itself: it did not grow, or what holds it did. */
  readonly steps: readonly (StepChange | null)[];
  /** It grew in each step: what only fills up, or goes up and down, did not. */
  readonly grewInEach: boolean;
};
export type SteppedClass = ClassDiffRow & { readonly steps: readonly StepChange[]; readonly grewInEach: boolean };

const hasGrown = ({ countDelta, sizeDelta }: StepChange) => countDelta > 0 || sizeDelta > 0;
const changeOf = ({ countDelta, sizeDelta }: StepChange): StepChange => ({ countDelta, sizeDelta });

/** What the source calls it: rows that stand for several containers may name another of them in each step. */
const nameOf = ({ container, owner, expression }: GrowthRow) => JSON.stringify([container, owner, expression]);

function rowsByName(rows: readonly GrowthRow[]): (row: GrowthRow) => GrowthRow | undefined {
  const byId = new Map(rows.map((row) => [row.nodeId, row]));
  const byName = new Map(rows.map((row) => [nameOf(row), row]));
  return (row) => byId.get(row.nodeId) ?? byName.get(nameOf(row));
}

/** The containers of the whole way with their steps: those that grew in each first, each part by what was gained. */
export function steppedGrowth(
  whole: readonly GrowthRow[],
  steps: readonly (readonly GrowthRow[])[],
): readonly SteppedGrowth[] {
  const lookups = steps.map(rowsByName);
  const rows = whole.map((row): SteppedGrowth => {
    const changes = lookups.map((find) => {
      const found = find(row);
      return found === undefined ? null : changeOf(found);
    });
    return { ...row, steps: changes, grewInEach: changes.every((change) => change !== null && hasGrown(change)) };
  });
  return rows.toSorted((a, b) => Number(b.grewInEach) - Number(a.grewInEach) || b.sizeDelta - a.sizeDelta);
}

/** The classes of the whole way with their steps, in the same order. A class that a step leaves out did not change in it. */
export function steppedClasses(
  whole: readonly ClassDiffRow[],
  steps: readonly (readonly ClassDiffRow[])[],
): readonly SteppedClass[] {
  const lookups = steps.map((rows) => new Map(rows.map((row) => [row.classKey, row])));
  const rows = whole.map((row): SteppedClass => {
    const changes = lookups.map((rowOf) => changeOf(rowOf.get(row.classKey) ?? { countDelta: 0, sizeDelta: 0 }));
    return { ...row, steps: changes, grewInEach: changes.every(hasGrown) };
  });
  return rows.toSorted((a, b) => Number(b.grewInEach) - Number(a.grewInEach) || b.sizeDelta - a.sizeDelta);
}
