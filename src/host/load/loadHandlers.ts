import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { LoadPlan, LoadRun } from '../../protocol/loadRun.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { LoadCount, LoadOutcome } from './loadWorker.ts';

/** True for an address that stays on this machine. Names other than `localhost` are not looked up. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** What a load is run under. `onCount` hears, 20 times a second, how many iterations were completed so far. */
export type LoadControl = JobControl & { readonly onCount?: (completed: number) => void };

const progressMs = 250;

/**
 * Runs the load on a thread of its own: the host's answers and the driver's clock do not disturb each other, and the
 * thread is gone when the host is. Cancelling ends the thread and with it every connection.
 */
async function runOnThread(
  plan: LoadPlan,
  workerFile: string | URL,
  { signal, progress, onCount }: LoadControl,
): Promise<LoadRun> {
  signal.throwIfAborted();
  const worker = new Worker(workerFile, { workerData: plan });
  // Not the whole address: it may hold a password.
  const { host } = new URL(plan.url);
  const totalMs = (plan.warmupSeconds + plan.seconds) * 1000;
  const startedAt = performance.now();
  const ticking = setInterval(() => {
    const done = Math.min(totalMs, performance.now() - startedAt);
    progress({ label: `load on ${host}`, done, total: totalMs, unit: 'ms' });
  }, progressMs);
  let cancel = () => undefined as void;
  try {
    const outcome = await new Promise<LoadOutcome>((resolve, reject) => {
      cancel = () => reject(signal.reason);
      signal.addEventListener('abort', cancel, { once: true });
      worker.on('message', (message: LoadCount | LoadOutcome) => {
        if ('completed' in message) onCount?.(message.completed);
        else resolve(message);
      });
      worker.on('error', (error) => reject(new Failure('workerCrashed', 'the thread of the load ended', error)));
      worker.on('exit', () => reject(new Failure('workerCrashed', 'the thread of the load ended')));
    });
    if ('failure' in outcome) throw new Failure('loadFailed', outcome.failure);
    return outcome.run;
  } finally {
    signal.removeEventListener('abort', cancel);
    clearInterval(ticking);
    await worker.terminate();
  }
}

/** The host's load driver: for its clients, and for its own parts. */
export type Loads = {
  /**
   * Applies a load and gives its figures when it is over; an abort ends it and every connection. Throws the Failures
   * `loadFailed` and `limitReached`.
   */
  readonly run: (wanted: { plan: LoadPlan; allowRemote: boolean }, control: LoadControl) => Promise<LoadRun>;
};

/** `workerFile` is the program of the load's threads: `loadWorker.ts`, bundled. */
export function openLoads(workerFile: string | URL): Loads {
  let running = 0;
  return {
    run: async ({ plan, allowRemote }, control) => {
      const { hostname } = new URL(plan.url);
      const isHere = isLoopback(hostname);
      if (!isHere && !allowRemote)
        throw new Failure(
          'loadFailed',
          `${hostname} is not this machine: a load goes there only when that is allowed (--allow-remote)`,
        );
      if (running >= limits.loadRunsMax.value) throw new Failure('limitReached', `${running} loads run already`);
      running += 1;
      try {
        const run = await runOnThread(plan, workerFile, control);
        if (!isHere) return run;
        return { ...run, notes: [...run.notes, `driver and target share ${availableParallelism()} cores`] };
      } finally {
        running -= 1;
      }
    },
  };
}

export function loadHandlers(loads: Loads): Handlers<'load/run'> {
  return { 'load/run': (wanted, context) => loads.run(wanted, context) };
}
