import { Piscina } from 'piscina';
import type { Watch } from '../../analysis/heap/halt.ts';
import { Failure, failureOf } from '../../protocol/failures.ts';
import type { PoolState } from '../../protocol/hostState.ts';
import { limits } from '../../protocol/limits.ts';
import type { TaskAnswer, TaskName, TaskParams, TaskRequest } from './tasks.ts';
import { openTurnstile } from './turnstile.ts';
import type { TaskOutcome } from './worker.ts';

/** What the asker of a task may give beside its params. */
export type TaskControl = {
  readonly signal?: AbortSignal;
  /** Called now and then while the task runs; `done` counts what the task says it does. */
  readonly onProgress?: (done: number) => void;
};

/** The warm worker pool: pure analyses, one at a time on each thread, in the order they were asked for. */
export type Workers = {
  /**
   * Runs a task. Rejects with a Failure (`workerCrashed` where the thread ended or ran out of memory, `limitReached`
   * where too many wait), or with an AbortError within `workerHaltMs` of the signal.
   */
  readonly run: <Name extends TaskName>(
    name: Name,
    params: TaskParams<Name>,
    control?: TaskControl,
  ) => Promise<TaskAnswer<Name>>;
  readonly state: () => PoolState;
  readonly close: () => Promise<void>;
};

const progressEveryMs = 100;

function sharedWatch(): Watch {
  return {
    flag: new Int32Array(new SharedArrayBuffer(4)),
    progress: new Float64Array(new SharedArrayBuffer(8)),
  };
}

/** Looks at a running task's count; returns its stop. */
function reported(watch: Watch, onProgress: ((done: number) => void) | undefined): () => void {
  if (onProgress === undefined) return () => undefined;
  const timer = setInterval(() => onProgress(watch.progress[0] ?? 0), progressEveryMs);
  return () => clearInterval(timer);
}

/** Raises a task's flag on abort, and ends its thread when the task does not look at it in time. */
function halting(watch: Watch, signal: AbortSignal | undefined) {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const halt = () => {
    Atomics.store(watch.flag, 0, 1);
    timer = setTimeout(() => ending.abort(), limits.workerHaltMs.value);
  };
  signal?.addEventListener('abort', halt, { once: true });
  return {
    signal: ending.signal,
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', halt);
    },
  };
}

/** The answer of a task that is done, or what it stands for. */
function answerOf(name: TaskName, outcome: TaskOutcome): unknown {
  switch (outcome.kind) {
    case 'done':
      return outcome.answer;
    case 'failed':
      throw failureOf(outcome.failure);
    case 'halted':
      throw new Failure('internal', `${name} was halted by nobody`);
    case 'broken': {
      const cause = new Error(outcome.message);
      cause.stack = outcome.stack;
      throw new Failure('internal', `${name} broke: ${outcome.message}`, cause);
    }
  }
}

/** Opens the pool. `file` is the worker's entry: `dist/worker.cjs`; `heapMb` bounds each worker's own heap, columns aside. */
export function openWorkers(file: string, heapMb: number = limits.workerHeapMb.value): Workers {
  const capacity = limits.workerThreadsMax.value;
  const pool = new Piscina<TaskRequest, TaskOutcome>({
    filename: file,
    name: 'runTask',
    minThreads: limits.workerThreadsMin.value,
    maxThreads: capacity,
    idleTimeout: limits.workerIdleMs.value,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: limits.workerYoungMb.value },
  });
  // The error of a thread that ends reaches the task that ran there; a thread that ends idle is replaced.
  pool.on('error', () => undefined);
  const turnstile = openTurnstile(capacity, limits.workerQueueMax.value, () => performance.now());

  const runNow = async (name: TaskName, params: unknown, { signal, onProgress }: TaskControl): Promise<unknown> => {
    const watch = sharedWatch();
    const halt = halting(watch, signal);
    const stopReports = reported(watch, onProgress);
    try {
      const outcome = await pool.run({ name, params, watch }, { signal: halt.signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw new Failure('workerCrashed', `the worker ended during ${name}`, error);
      });
      signal?.throwIfAborted();
      return answerOf(name, outcome);
    } finally {
      halt.stop();
      stopReports();
    }
  };

  const run: Workers['run'] = async (name, params, control = {}) => {
    control.signal?.throwIfAborted();
    const leave = await turnstile.enter(control.signal);
    try {
      const answer = await runNow(name, params, control);
      leave(true);
      // The worker runs the same table this answer is typed by.
      return answer as TaskAnswer<typeof name>;
    } finally {
      leave(false);
    }
  };

  return { run, state: () => turnstile.state('workers'), close: () => pool.destroy() };
}
