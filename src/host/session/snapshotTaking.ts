import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { ScriptTable } from '../captures/captures.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { SnapshotReport, WatchedTarget } from './watchedTarget.ts';

const lookEveryMs = 100;
let nextRequestId = 1;

export type TakenSnapshot = { readonly pauseMs: number; readonly bytes: number; readonly scripts: ScriptTable };

type Files = { readonly file: string; readonly progressFile: string; readonly cancelFile: string };

/** How far the probe is: bytes from its progress file, or from the growing file itself; before that, how long it stands. */
async function reportProgress({ file, progressFile }: Files, startedAt: number, control: JobControl): Promise<void> {
  const told = await readFile(progressFile, 'utf8').catch(() => '');
  const [written = 0, expected = 0] = told.split(' ').map(Number);
  const done =
    written > 0
      ? written
      : await stat(file).then(
          ({ size }) => size,
          () => 0,
        );
  if (done > 0) {
    control.progress({ label: 'Writing the snapshot', done, total: expected > 0 ? expected : null, unit: 'bytes' });
  } else {
    const standing = performance.now() - startedAt;
    control.progress({ label: 'The program stands still', done: standing, total: null, unit: 'ms' });
  }
}

function failureOf(report: Extract<SnapshotReport, { type: 'snapshotFailed' }> | 'gone', name: string): Failure {
  if (report === 'gone') return new Failure('targetGone', `${name} ended or was left during the snapshot.`);
  if (report.isDiskFull)
    return new Failure(
      'diskFull',
      `The disk is full: the snapshot of ${name} could not be written.`,
      new Error(report.reason),
    );
  return new Failure('snapshotFailed', `The snapshot of ${name} failed: ${report.reason}.`);
}

/** The probe's report, or `gone`; the target is busy until it comes, even when nobody waits for it any more. */
function requestedSnapshot(one: WatchedTarget, means: 'inspector' | 'heapdump', files: Files) {
  const { connection } = one;
  if (connection === undefined)
    throw new Failure('targetGone', `${one.target.name} is not connected, so no snapshot can be taken.`);
  const requestId = nextRequestId++;
  return new Promise<SnapshotReport | 'gone'>((resolve) => {
    one.snapshot = {
      requestId,
      settle: (report) => {
        one.snapshot = undefined;
        resolve(report);
      },
    };
    connection.send({ type: 'snapshot', requestId, means, ...files });
  });
}

/** Resolves when the caller gives up: cancelled, or after `snapshotTimeoutMs`. */
function givenUp(signal: AbortSignal): Promise<'givenUp'> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.snapshotTimeoutMs.value)]);
  return new Promise((resolve) => {
    if (limit.aborted) resolve('givenUp');
    limit.addEventListener('abort', () => resolve('givenUp'), { once: true });
  });
}

/**
 * Has the target write a snapshot of itself into `file`. Without success no file is left: where the caller gives up,
 * the probe stops writing, and the rest is cleaned when it has reported. Throws Failures `targetGone`, `targetBusy`,
 * `heapdumpAbsent`, `diskFull` and `snapshotFailed`, or the signal's reason.
 */
export async function takenSnapshot(
  one: WatchedTarget,
  means: 'inspector' | 'heapdump',
  file: string,
  control: JobControl,
): Promise<TakenSnapshot> {
  const { name, state, hasHeapdump } = one.target;
  control.signal.throwIfAborted();
  if (state !== 'watching') throw new Failure('targetGone', `${name} is ${state}, so no snapshot can be taken of it.`);
  if (one.snapshot !== undefined) throw new Failure('targetBusy', `A snapshot of ${name} is being taken already.`);
  if (means === 'heapdump' && !hasHeapdump) throw new Failure('heapdumpAbsent', `${name} has not loaded heapdump.`);
  const files = { file, progressFile: `${file}.progress`, cancelFile: `${file}.cancel` };
  const startedAt = performance.now();
  const reported = requestedSnapshot(one, means, files);
  const timer = setInterval(() => void reportProgress(files, startedAt, control), lookEveryMs);
  const cleaned = async (isWhole: boolean) => {
    await rm(files.cancelFile, { force: true });
    await rm(files.progressFile, { force: true });
    if (!isWhole) await rm(file, { force: true });
  };
  const outcome = await Promise.race([reported, givenUp(control.signal)]).finally(() => clearInterval(timer));
  if (outcome === 'givenUp') {
    await writeFile(files.cancelFile, '', { mode: 0o600 });
    // What could not be removed goes with the next start of a host.
    reported.then(() => cleaned(false)).catch(() => undefined);
    control.signal.throwIfAborted();
    throw new Failure('snapshotFailed', `${name} did not finish its snapshot in time.`);
  }
  if (outcome === 'gone' || outcome.type === 'snapshotFailed') {
    await cleaned(false);
    throw failureOf(outcome, name);
  }
  await cleaned(true);
  return { pauseMs: outcome.pauseMs, bytes: outcome.bytes, scripts: outcome.scripts };
}
