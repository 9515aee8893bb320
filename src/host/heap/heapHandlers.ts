import { pageRows } from '../../analysis/heap/rowPage.ts';
import type { GrowthFacts } from '../../analysis/heap/growthRows.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import type {
  ClassDiffRow,
  GrowthRow,
  HeapDiffFigures,
  Page,
  PageRequest,
} from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { Captures } from '../captures/captures.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { HeapQuestions } from '../findings/findingsHandlers.ts';
import type { Places } from '../places/places.ts';
import type { NodeChoice } from '../workers/tasks/describeNode.ts';
import type { Workers } from '../workers/workers.ts';
import { heapPlaces, type Scripts } from './heapPlaces.ts';
import { openDiffs } from './openDiffs.ts';
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

/** The heap's part of the host: the answers to clients, and the same questions for the host's own parts. */
export type HeapPart = HeapQuestions & { readonly handlers: Handlers<HeapMethods> };

type Pair = { readonly before: CaptureId; readonly after: CaptureId };

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

  const figures = async (captureId: CaptureId, asking: Asking) => {
    const { snapshot } = await heaps.open(captureId, asking);
    return workers.run('snapshotFigures', { snapshot }, asking);
  };

  const node = async (captureId: CaptureId, choice: NodeChoice, asking: Asking) => {
    const { file, snapshot } = await heaps.open(captureId, asking);
    const retainers = await heaps.retainers(captureId, asking);
    const facts = await workers.run('describeNode', { file, snapshot, retainers, choice }, asking);
    return placed.nodeDetail(facts, scripts(captureId));
  };

  const diffFigures = async ({ before, after }: Pair, asking: Asking): Promise<HeapDiffFigures> => {
    const { compared } = await diffs.open(before, after, asking);
    const [earlier, later] = [await figures(before, asking), await figures(after, asking)];
    return {
      before: earlier,
      after: later,
      sizeDelta: later.shallowSize - earlier.shallowSize,
      countDelta: later.nodeCount - earlier.nodeCount,
      classCount: compared.classes.names.count,
      growthCount: compared.growth.length,
      identityRefusal: compared.refusal,
      problems: [...earlier.problems, ...later.problems].slice(0, limits.problemsMax.value),
    };
  };

  const diffClasses = async (
    { before, after }: Pair,
    page: PageRequest,
    asking: Asking,
  ): Promise<Page<ClassDiffRow>> => {
    const diff = await diffs.open(before, after, asking);
    const pair = { before: diff.before.snapshot, after: diff.after.snapshot };
    const facts = await workers.run('comparedClasses', { classes: diff.compared.classes, ...pair, page }, asking);
    return { ...facts, rows: await placed.classDiffRows(facts.rows, scripts(after)) };
  };

  const diffGrowth = async ({ before, after }: Pair, page: PageRequest, asking: Asking): Promise<Page<GrowthRow>> => {
    const { compared } = await diffs.open(before, after, asking);
    const facts = growthPage(compared.growth, page);
    return { ...facts, rows: await placed.growthRows(facts.rows, scripts(after)) };
  };

  const handlers: Handlers<HeapMethods> = {
    'heap/figures': ({ captureId }, context) => figures(captureId, context),
    'heap/classes': async ({ captureId, page }, context) => {
      const { snapshot } = await heaps.open(captureId, context);
      const facts = await workers.run('snapshotClasses', { snapshot, page }, context);
      return { ...facts, rows: await placed.classRows(facts.rows, scripts(captureId)) };
    },
    'heap/node': ({ captureId, nodeId }, context) => node(captureId, { by: 'id', nodeId }, context),
    'heap/classExample': ({ captureId, classIndex }, context) => node(captureId, { by: 'class', classIndex }, context),
    'heap/icicle': async ({ captureId, nodeId, depth }, context) => {
      const { file, snapshot } = await heaps.open(captureId, context);
      return workers.run('drawIcicle', { file, snapshot, nodeId, depth }, context);
    },
    'diff/figures': (pair, context) => diffFigures(pair, context),
    'diff/classes': ({ page, ...pair }, context) => diffClasses(pair, page, context),
    'diff/growth': ({ page, ...pair }, context) => diffGrowth(pair, page, context),
  };
  return {
    handlers,
    diffFigures,
    diffClasses,
    diffGrowth,
    node: (captureId, nodeId, control) => node(captureId, { by: 'id', nodeId }, control),
  };
}
