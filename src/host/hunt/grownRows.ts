import path from 'node:path';
import type { GrownContainer, GrownOver } from '../../analysis/hunt/culprits.ts';
import type { ClassDiffRow, GrowthRow, PageRequest } from '../../protocol/heapRows.ts';
import type { HeapQuestions } from '../findings/findingsHandlers.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { HuntCapture } from './huntCaptures.ts';

/** What two snapshots of a hunt tell. */
export type Compared = {
  readonly work: number;
  readonly rows: readonly GrowthRow[];
  readonly classes: readonly ClassDiffRow[];
  /** Bytes that all objects gained, and the part of it that is compiled code and the engine's own tables. */
  readonly bytes: number;
  readonly engineBytes: number;
};

const page: PageRequest = { start: 0, end: 300, sort: 'sizeDelta', descending: true, filter: '' };

/** Classes of the engine's own: what comes with warming up. */
const engineClass = /^\((compiled code|object shape|system|code|hidden|native)\)|^system \/ /;

export const keyOf = ({ nodeId, container }: GrowthRow) => `${nodeId} ${container.replace(/\d+/g, '')}`;

/** True for what the probe itself holds. */
function isOfProbe({ location, place, path: held }: GrowthRow, probeFile: string): boolean {
  const name = path.basename(probeFile);
  return (
    location?.url?.endsWith(`/${name}`) === true ||
    place?.file === probeFile ||
    held.split(' › ').some((part) => part === name)
  );
}

/** True for what the program itself holds, not Node: it stands in a source, or hangs on the global object by a name. */
export const isOwn = ({ place, expression }: GrowthRow) => place !== null || /^globalThis\.[\w$]/.test(expression);

/** Compares two snapshots of a hunt; where their objects cannot be told apart, gives the reason. */
export async function comparedCaptures(
  pair: readonly [before: HuntCapture, after: HuntCapture],
  heap: HeapQuestions,
  probeFile: string,
  control: JobControl,
): Promise<Compared | { readonly refusal: string }> {
  const [before, after] = pair;
  const ids = { before: before.capture.captureId, after: after.capture.captureId };
  const { identityRefusal } = await heap.diffFigures(ids, control);
  if (identityRefusal !== null) return { refusal: identityRefusal.replace(/\.$/, '') };
  const growth = await heap.diffGrowth(ids, page, control);
  const classes = await heap.diffClasses(ids, page, control);
  const sum = (rows: readonly ClassDiffRow[]) => rows.reduce((total, { sizeDelta }) => total + sizeDelta, 0);
  return {
    work: after.work - before.work,
    rows: growth.rows.filter((row) => !isOfProbe(row, probeFile)),
    classes: classes.rows,
    bytes: sum(classes.rows),
    engineBytes: sum(classes.rows.filter(({ name }) => engineClass.test(name))),
  };
}

/** The rows as far as the choice of a culprit needs them. */
export function grownOver({ work, rows }: Compared): GrownOver {
  return {
    work,
    rows: rows.map((row): GrownContainer => ({
      key: keyOf(row),
      elements: row.countDelta,
      bytes: row.sizeDelta,
      retainedBytes: row.retainedSize,
      isOwn: isOwn(row),
    })),
  };
}

/** Classes that say nothing by their name. */
const everyday = /^(\(.*\)|Array|Object|Map|Set|Function|Promise|Generator|system \/ .*|\{.*\})$/;

/**
 * The class of which so many more are there as the container gained: one with a name of its own before a plain object,
 * that before texts. Null where none fits.
 */
export function elementClass(classes: readonly ClassDiffRow[], elements: number): string | null {
  const fitting = classes.filter(
    ({ countDelta, sizeDelta }) => sizeDelta > 0 && Math.abs(countDelta - elements) <= Math.max(2, elements * 0.12),
  );
  const named = fitting.find(({ name }) => !everyday.test(name));
  const plain = fitting.find(({ name }) => /^(Object|Array|Map|Set|Promise|Function|\{.*\})$/.test(name));
  const found = named ?? plain ?? fitting.find(({ name }) => /string|number/.test(name));
  if (found === undefined) return null;
  if (found.name.startsWith('{')) return 'Object';
  return /string/.test(found.name) ? 'string' : found.name.replace(/^\((.*)\)$/, '$1');
}
