import { Failure } from '../../protocol/failures.ts';
import type { HuntRequest } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { Loads } from '../load/loadHandlers.ts';
import type { WorkCount } from './huntWork.ts';

/** The load goes on somewhat longer than the hunt, and is ended with it. */
const spareSeconds = 60;

/**
 * Does `work` while the load of the request goes on, and counts what it completes. The load is stopped when the work
 * ends, however it ends; a load that fails ends the work with its Failure.
 */
export async function underLoad<Value>(
  { load, allowRemote, seconds }: Pick<HuntRequest, 'load' | 'allowRemote' | 'seconds'>,
  loads: Loads,
  count: WorkCount,
  control: JobControl,
  work: (control: JobControl) => Promise<Value>,
): Promise<Value> {
  if (load === null) return work(control);
  const stopping = new AbortController();
  const signal = AbortSignal.any([control.signal, stopping.signal]);
  const plan = {
    ...load,
    warmupSeconds: 0,
    seconds: Math.min(limits.loadSecondsMax.value, seconds + spareSeconds),
    iterationsMax: null,
  };
  const loading = loads
    .run({ plan, allowRemote }, { signal, progress: () => undefined, onCount: count.tell })
    .then(() => {
      throw new Failure('loadFailed', 'The load was over before the hunt.');
    });
  const failed = new AbortController();
  loading.catch((error: unknown) => failed.abort(error));
  try {
    return await work({ ...control, signal: AbortSignal.any([control.signal, failed.signal]) });
  } finally {
    stopping.abort();
    await Promise.allSettled([loading]);
  }
}
