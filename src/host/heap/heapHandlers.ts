import { pageRows } from '../../analysis/heap/rowPage.ts';
import type { GrowthFacts } from '../../analysis/heap/growthRows.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import type { ClassDiffRow, GrowthRow, HeapDiffFigures, Page, PageRequest } from '../../protocol/heapRows.ts';
import type { Captures } from '../captures/captures.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { Places } from '../places/places.ts';
import type { Workers } from '../workers/workers.ts';
import { heapPlaces, type Scripts } from './heapPlaces.ts';
import { openDiffs, type OpenDiff } from './openDiffs.ts';
import { openHeaps, type Asking } from './openHeaps.ts';

type HeapMethods =
  | 'heap/figures'
  | 'heap/classes'
  | 'heap/node'
  | 'heap/classExample'
  | 'heap/icicle'
  | 'diff/figures'
  | 'diff/classes'
  | 'diff/growth';

/** What a comparison of two captures found: figures, and the rows that grew most, with their places. */
export type CaptureComparison = {
  readonly figures: HeapDiffFigures;
  readonly growth: readonly GrowthRow[];
  readonly classes: readonly ClassDiffRow[];
};

/** The heap's part of the host. */
export type HeapPart = {
  readonly handlers: Handlers<HeapMethods>;
  /** Compares two captures for findings: the first hundred of what grew, and of the classes, by size. */
  readonly compare: (before: CaptureId, after: CaptureId, control: JobControl) => Promise<CaptureComparison>;
};

const comparedRows = 100;

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

/** All `heap/…` and `diff/…` queries over the captures. Nothing is analysed before it is asked for. */
export function heapPart(parts: {
  readonly captures: Pick<Captures, 'get' | 'scriptsOf'>;
  readonly workers: Workers;
  readonly places: Places;
}): HeapPart {
  const { captures, workers } = parts;
  const heaps = openHeaps(captures, workers);
  const diffs = openDiffs(captures, workers, heaps);
  const placed = heapPlaces(parts.places);
  const scripts = (captureId: CaptureId): Scripts => captures.scriptsOf(captureId);

  const figuresOf = async (captureId: CaptureId, asking: Asking) => {
    const { snapshot } = await heaps.open(captureId, asking);
    return workers.run('snapshotFigures', { snapshot }, asking);
  };

  const nodeOf = async (
    captureId: CaptureId,
    choice: { by: 'id'; nodeId: number } | { by: 'class'; classIndex: number },
    asking: Asking,
  ) => {
    const { file, snapshot } = await heaps.open(captureId, asking);
    const retainers = await heaps.retainers(captureId, asking);
    const facts = await workers.run('describeNode', { file, snapshot, retainers, choice }, asking);
    return placed.nodeDetail(facts, scripts(captureId));
  };

  const diffFigures = async (before: CaptureId, after: CaptureId, diff: OpenDiff, asking: Asking) => {
    const figures = { before: await figuresOf(before, asking), after: await figuresOf(after, asking) };
    const { compared } = diff;
    return {
      ...figures,
      sizeDelta: figures.after.shallowSize - figures.before.shallowSize,
      countDelta: figures.after.nodeCount - figures.before.nodeCount,
      classCount: compared.classes.names.count,
      growthCount: compared.growth.length,
      identityRefusal: compared.refusal,
      problems: [...figures.before.problems, ...figures.after.problems],
    };
  };

  const classPage = async (after: CaptureId, diff: OpenDiff, page: PageRequest, asking: Asking) => {
    const params = {
      classes: diff.compared.classes,
      before: diff.before.snapshot,
      after: diff.after.snapshot,
      page,
    };
    const facts = await workers.run('comparedClasses', params, asking);
    return { ...facts, rows: await placed.classDiffRows(facts.rows, scripts(after)) };
  };

  const grownPage = async (after: CaptureId, diff: OpenDiff, page: PageRequest) => {
    const facts = growthPage(diff.compared.growth, page);
    return { ...facts, rows: await placed.growthRows(facts.rows, scripts(after)) };
  };

  const handlers: Handlers<HeapMethods> = {
    'heap/figures': ({ captureId }, context) => figuresOf(captureId, context),
    'heap/classes': async ({ captureId, page }, context) => {
      const { snapshot } = await heaps.open(captureId, context);
      const facts = await workers.run('snapshotClasses', { snapshot, page }, context);
      return { ...facts, rows: await placed.classRows(facts.rows, scripts(captureId)) };
    },
    'heap/node': ({ captureId, nodeId }, context) => nodeOf(captureId, { by: 'id', nodeId }, context),
    'heap/classExample': ({ captureId, classIndex }, context) =>
      nodeOf(captureId, { by: 'class', classIndex }, context),
    'heap/icicle': async ({ captureId, nodeId, depth }, context) => {
      const { file, snapshot } = await heaps.open(captureId, context);
      return workers.run('drawIcicle', { file, snapshot, nodeId, depth }, context);
    },
    'diff/figures': async ({ before, after }, context) =>
      diffFigures(before, after, await diffs.open(before, after, context), context),
    'diff/classes': async ({ before, after, page }, context) =>
      classPage(after, await diffs.open(before, after, context), page, context),
    'diff/growth': async ({ before, after, page }, context) =>
      grownPage(after, await diffs.open(before, after, context), page),
  };

  return {
    handlers,
    compare: async (before, after, control) => {
      const diff = await diffs.open(before, after, control);
      const page = { start: 0, end: comparedRows, sort: 'sizeDelta', descending: true, filter: '' };
      return {
        figures: await diffFigures(before, after, diff, control),
        growth: (await grownPage(after, diff, page)).rows,
        classes: (await classPage(after, diff, page, control)).rows,
      };
    },
  };
}
