import type { PoolReading } from '../../../src/analysis/pool/poolReading.ts';

/** A closed load on a pool: tasks that work on cores while they have a client, and wait with it in hand. */
export type PoolModel = {
  readonly concurrency: number;
  /** Work of the database for one task, on one core. */
  readonly workMs: number;
  readonly cores: number;
  /** Time with the client in hand in which the database does nothing. */
  readonly awaitMs: number;
};

/** Tasks per millisecond with `size` clients, by mean value analysis; several cores after Seidmann. */
function throughputWith({ workMs, cores, awaitMs }: PoolModel, size: number): number {
  const demand = workMs / cores;
  const delay = awaitMs + demand * (cores - 1);
  let queue = 0;
  let throughput = 0;
  for (let clients = 1; clients <= size; clients += 1) {
    const response = demand * (1 + queue);
    throughput = clients / (response + delay);
    queue = throughput * response;
  }
  return throughput;
}

/** What the model's pool gives at a size. `noise` is a factor on the throughput. */
export function simulatedReading(model: PoolModel, size: number, noise = 1): PoolReading {
  const clients = Math.min(size, model.concurrency);
  const perMs = throughputWith(model, clients) * noise;
  const seconds = 2;
  const completed = Math.round(perMs * 1000 * seconds);
  const hold = clients / perMs;
  const wait = Math.max(0, model.concurrency / perMs - hold);
  return {
    size,
    seconds,
    completed,
    errors: 0,
    acquires: completed,
    wait: { p50: wait, p95: wait * 1.5, mean: wait },
    hold: { p50: hold, p95: hold * 1.5, mean: hold },
    queryShare: (hold - model.awaitMs) / hold,
    busyMax: clients,
    totalMax: clients,
    waitersMax: model.concurrency - clients,
    stretches: [],
    note: null,
  };
}

/** The smallest of all sizes that has 90 % of what the best of them gives. */
export function sweptKnee(model: PoolModel, sizeMax: number): number {
  const all = Array.from({ length: sizeMax }, (_, index) =>
    throughputWith(model, Math.min(index + 1, model.concurrency)),
  );
  const best = Math.max(...all);
  return all.findIndex((throughput) => throughput >= 0.9 * best) + 1;
}
