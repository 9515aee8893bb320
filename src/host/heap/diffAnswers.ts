import type { GrowthFacts } from '../../analysis/heap/growthRows.ts';
import { pageRows } from '../../analysis/heap/rowPage.ts';
import type { Page, PageRequest } from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { Captures } from '../captures/captures.ts';
import type { HeapQuestions } from '../findings/findingsHandlers.ts';
import type { Workers } from '../workers/workers.ts';
import type { HeapAnswers } from './heapAnswers.ts';
import type { HeapPlaces } from './heapPlaces.ts';
import type { OpenDiffs } from './openDiffs.ts';

/** Answers about two captures. */
export type DiffAnswers = Omit<HeapQuestions, 'node'>;

function growthPage(growth: readonly GrowthFacts[], page: PageRequest): Page<GrowthFacts> {
  const at = (row: number) => growth[row] ?? null;
  const nameOf = (row: number) => `${at(row)?.container ?? ''} ${at(row)?.owner ?? ''}`;
  const { total, rows } = pageRows([...growth.keys()], page, nameOf, {
    container: (row) => at(row)?.container ?? null,
    owner: (row) => at(row)?.owner ?? null,
    countDelta: (row) => at(row)?.countDelta ?? null,
    sizeDelta: (row) => at(row)?.sizeDelta ?? null,
    retainedSize: (row) => at(row)?.retainedSize ?? null,
    path: (row) => at(row)?.path ?? null,
  });
  return { total, start: page.start, rows: rows.flatMap((row) => growth[row] ?? []) };
}

export function diffAnswers(parts: {
  readonly captures: Pick<Captures, 'scriptsOf'>;
  readonly workers: Workers;
  readonly heap: HeapAnswers;
  readonly diffs: OpenDiffs;
  readonly placed: HeapPlaces;
}): DiffAnswers {
  const { captures, workers, heap, diffs, placed } = parts;
  return {
    diffFigures: async ({ before, after }, asking) => {
      const { compared } = await diffs.open(before, after, asking);
      const earlier = await heap.figures(before, asking);
      const later = await heap.figures(after, asking);
      return {
        before: earlier,
        after: later,
        sizeDelta: later.shallowSize - earlier.shallowSize,
        countDelta: later.nodeCount - earlier.nodeCount,
        classCount: compared.classes.names.count,
        growthCount: compared.growth.length,
        objects: compared.objects,
        orderProblem: compared.orderProblem,
        identityRefusal: compared.refusal,
        problems: [...earlier.problems, ...later.problems].slice(0, limits.problemsMax.value),
      };
    },
    diffClasses: async ({ before, after }, page, asking) => {
      const diff = await diffs.open(before, after, asking);
      const pair = { before: diff.before.snapshot, after: diff.after.snapshot };
      const facts = await workers.run('comparedClasses', { classes: diff.compared.classes, ...pair, page }, asking);
      return { ...facts, rows: await placed.classDiffRows(facts.rows, captures.scriptsOf(after)) };
    },
    diffGrowth: async ({ before, after }, page, asking) => {
      const { compared } = await diffs.open(before, after, asking);
      const facts = growthPage(compared.growth, page);
      return { ...facts, rows: await placed.growthRows(facts.rows, captures.scriptsOf(after)) };
    },
  };
}
