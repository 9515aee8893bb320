import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Snapshot } from '../../analysis/heap/snapshot.ts';
import type { FirstCounts } from '../../protocol/heapRows.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Progress } from '../../protocol/jobs.ts';
import { limits } from '../../protocol/limits.ts';
import type { Workers } from '../workers/workers.ts';
import { memoryRefusal, memoryRoom } from './memoryNeed.ts';

export type OpenControl = { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void };

const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;

/** An analysis, and whether the file stayed as it was while it was read. */
export type OpenedSnapshot = { readonly snapshot: Snapshot; readonly isWhole: boolean };

/** What the system says of the file, or the Failure that says why it cannot be analysed. */
async function checkedFile(file: string): Promise<Stats> {
  const status = await stat(file).catch((error: unknown) => {
    throw new Failure('fileMissing', `${file} is not there`, error);
  });
  if (!status.isFile()) throw new Failure('fileUnreadable', `${file} is not a file`);
  const largest = limits.snapshotBytesMax.value;
  if (status.size > largest)
    throw new Failure(
      'snapshotTooLarge',
      `${file} has ${gigabytes(status.size)}; at most ${gigabytes(largest)} are read`,
    );
  const refusal = memoryRefusal(status.size, memoryRoom());
  if (refusal !== null) throw new Failure('snapshotTooLarge', `${file} ${refusal}`);
  return status;
}

/** Says so where a file was written to while it was read: then what was read may be of two states. */
function withoutChange(snapshot: Snapshot, before: Stats, after: Stats | null): OpenedSnapshot {
  if (after !== null && after.size === before.size && after.mtimeMs === before.mtimeMs)
    return { snapshot, isWhole: true };
  const what = after === null ? 'it was removed while it was read' : 'it was written to while it was read';
  const problems = [{ where: 'file', what }, ...snapshot.graph.problems].slice(0, limits.problemsMax.value);
  return { snapshot: { ...snapshot, graph: { ...snapshot.graph, problems } }, isWhole: false };
}

/**
 * Analyses a snapshot file on two workers: nodes and edges are read side by side, then what holds what and how far and
 * of which class. Throws the Failures `notASnapshot`, `fileMissing`, `fileUnreadable`, `snapshotTooLarge`.
 */
export async function openSnapshot(workers: Workers, file: string, control: OpenControl): Promise<OpenedSnapshot> {
  const before = await checkedFile(file);
  const fileBytes = before.size;
  const { onProgress } = control;
  // One half's failure ends the other.
  const failed = new AbortController();
  const signal = AbortSignal.any([control.signal, failed.signal]);
  const both = async <A, B>(first: Promise<A>, second: Promise<B>): Promise<readonly [A, B]> => {
    const guard = (error: unknown) => {
      failed.abort();
      throw error;
    };
    const [a, b] = await Promise.allSettled([first.catch(guard), second.catch(guard)]);
    // The one that failed first says why; the other was only told to stop.
    for (const half of [a, b]) if (half.status === 'rejected' && half.reason instanceof Failure) throw half.reason;
    if (a.status === 'rejected') throw a.reason;
    if (b.status === 'rejected') throw b.reason;
    return [a.value, b.value];
  };
  const reading = (done: number) => onProgress({ label: 'reading', done, total: fileBytes, unit: 'bytes' });
  let soFar: FirstCounts | null = null;
  let label = 'reading what refers to what';
  const tell = () => onProgress({ label, done: 0, total: null, unit: 'count', ...(soFar === null ? {} : { soFar }) });
  const nodesRead = workers.run(
    'readSnapshot',
    { file, wanted: ['nodes', 'locations', 'strings'] },
    { signal, onProgress: reading },
  );
  // A worker that has read its half counts the classes while the other still reads, or joins the two.
  void nodesRead
    .then(({ parts }) => workers.run('countClasses', { file, parts }, { signal }))
    .then(
      (counts) => {
        soFar = counts;
        tell();
      },
      // The counts are an extra; what keeps them from being made is told by the reading itself.
      () => undefined,
    );
  const [nodes, edges] = await both(nodesRead, workers.run('readSnapshot', { file, wanted: ['edges'] }, { signal }));
  label = 'finding what holds what';
  tell();
  const graph = await workers.run('joinSnapshot', { nodes: nodes.parts, edges: edges.parts, fileBytes }, { signal });
  const ofFile = { file, graph, pairs: nodes.pairs };
  const [held, named] = await both(
    workers.run('findHoldings', ofFile, { signal }),
    workers.run('nameClasses', ofFile, { signal }),
  );
  const snapshot = await workers.run('completeSnapshot', { graph, held, named }, { signal });
  return withoutChange(snapshot, before, await stat(file).catch(() => null));
}
