import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PoolReading } from '../../analysis/pool/poolReading.ts';
import type { PoolMix } from '../../protocol/experiments.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Count } from '../../protocol/units.ts';
import { checkedMix, type CheckedMix, type MixServer } from './mixCheck.ts';
import type { MixRun } from './mixDriver.ts';
import type { MixOutcome } from './mixWorker.ts';
import type { PoolStage } from './poolStage.ts';

/** After all connections are open: plans and caches of each. */
const warmupSeconds = 0.2;

/** Drives one size on a thread of its own, which is gone afterwards with all its connections, also when cancelled. */
async function driven(run: MixRun, workerFile: string | URL, signal: AbortSignal): Promise<PoolReading> {
  signal.throwIfAborted();
  const worker = new Worker(workerFile, { workerData: run });
  let cancel = () => undefined as void;
  try {
    const outcome = await new Promise<MixOutcome>((resolve, reject) => {
      cancel = () => reject(signal.reason);
      signal.addEventListener('abort', cancel, { once: true });
      worker.on('message', resolve);
      worker.on('error', (error) => reject(new Failure('workerCrashed', 'the thread of the mix ended', error)));
      worker.on('exit', () => reject(new Failure('workerCrashed', 'the thread of the mix ended')));
    });
    if ('failure' in outcome) throw new Failure('poolFailed', `the mix was not driven: ${outcome.failure}`);
    return outcome.reading;
  } finally {
    signal.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}

function sizeMaxOf(wanted: Count, mix: PoolMix, { connectionsFree, connectionsMax }: CheckedMix) {
  if (mix.concurrency < Math.min(wanted, connectionsFree))
    return { sizeMax: mix.concurrency, reason: `the mix has ${mix.concurrency} tasks at once` };
  if (connectionsFree < wanted)
    return {
      sizeMax: connectionsFree,
      reason: `the server has ${connectionsFree} of its ${connectionsMax} connections free`,
    };
  return { sizeMax: wanted, reason: null };
}

/**
 * A pool of our own on the connected server, under a mix; a fresh pool in a fresh thread for each size. Each statement
 * is run once before, so that the mix is known to run. Throws the Failures of `checkedMix`.
 */
export async function openMixStage({
  mix,
  server,
  sizeMax: wanted,
  workerFile,
}: {
  readonly mix: PoolMix;
  readonly server: MixServer;
  readonly sizeMax: Count;
  readonly workerFile: string | URL;
}): Promise<PoolStage> {
  const checked = await checkedMix(mix, server);
  const { sizeMax, reason } = sizeMaxOf(wanted, mix, checked);
  const { writes, session } = checked;
  return {
    name: `a pool of our own on ${server.label}`,
    place: null,
    currentSize: null,
    sizeMax,
    sizeMaxReason: reason,
    demand: 'closed',
    unitOfWork: 'tasks',
    machine: `PostgreSQL ${checked.serverVersion} on ${server.label}, driver and server on ${availableParallelism()} cores`,
    longestHold: () => null,
    notes: writes.includes(true)
      ? [
          'The mix writes: each writing task is rolled back, so nothing of it stays, and commits are not in the figures.',
        ]
      : [],
    measure: (size, seconds, { signal }) =>
      driven(
        {
          config: server.config,
          mix,
          writes,
          session,
          size,
          seconds,
          warmupSeconds,
        },
        workerFile,
        signal,
      ),
    restore: () => Promise.resolve(),
  };
}
