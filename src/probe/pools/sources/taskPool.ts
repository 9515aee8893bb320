import { Worker } from 'node:worker_threads';
import type { PoolTimes } from '../../../protocol/experiments.ts';
import type { LivePoolFigures } from '../../../protocol/livePools.ts';

/** A pool of piscina or tinypool, told by its shape. */
export type TaskPool = {
  readonly threads: readonly Worker[];
  readonly queueSize: number;
  readonly options: { readonly maxThreads: number };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Looks at the prototype first: getters of a stranger are not called. */
export function isTaskPool(value: object): value is TaskPool {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isObject(prototype)) return false;
  const has = (name: string) => Object.getOwnPropertyDescriptor(prototype, name) !== undefined;
  if (!['run', 'threads', 'queueSize', 'options'].every(has)) return false;
  const { threads, queueSize, options } = value as Readonly<Record<string, unknown>>;
  return (
    Array.isArray(threads) &&
    threads.every((thread) => thread instanceof Worker) &&
    typeof queueSize === 'number' &&
    isObject(options) &&
    typeof options['maxThreads'] === 'number'
  );
}

/** `name` of the value, in milliseconds as piscina gives it; null where it does not keep it. */
function timesOf(value: unknown, name: string): PoolTimes | null {
  try {
    const summary = isObject(value) ? value[name] : undefined;
    if (!isObject(summary)) return null;
    const { p50, p95, p97_5: nearly, average, mean } = summary;
    const high = typeof p95 === 'number' ? p95 : nearly;
    const middle = typeof average === 'number' ? average : mean;
    const isKnown = typeof p50 === 'number' && typeof high === 'number' && typeof middle === 'number';
    return isKnown ? { p50, p95: high, mean: middle } : null;
  } catch {
    // Some versions throw where the times are not recorded.
    return null;
  }
}

/** What the pool knows of itself: its bound, its queue, and how long tasks waited and ran since its start. */
export function taskPoolFigures(pool: TaskPool): Partial<LivePoolFigures> {
  const histogram: unknown = 'histogram' in pool ? pool.histogram : null;
  return {
    label: `workers of ${pool.constructor.name || 'a pool'}`,
    capacity: pool.options.maxThreads,
    waiting: pool.queueSize,
    wait: timesOf(histogram, 'waitTime') ?? timesOf(pool, 'waitTime'),
    hold: timesOf(histogram, 'runTime') ?? timesOf(pool, 'runTime'),
  };
}
