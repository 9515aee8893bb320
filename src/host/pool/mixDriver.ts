import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool, type ClientBase, type ClientConfig, type PoolClient } from 'pg';
import type { PoolReading } from '../../analysis/pool/poolReading.ts';
import type { MixStep, MixTask, PoolMix, PoolTimes } from '../../protocol/experiments.ts';
import type { Count, Milliseconds } from '../../protocol/units.ts';
import { drawnParameters } from './mixParameters.ts';

/** One size to drive a mix at. */
export type MixRun = {
  /** Holds the password: not to be logged. */
  readonly config: ClientConfig;
  readonly mix: PoolMix;
  /** For each task of the mix: true where it writes, so that it is rolled back. */
  readonly writes: readonly boolean[];
  readonly size: Count;
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** Run on each new connection. */
  readonly session: string;
};

const stretchCount = 10;
/** After a failure a task pauses, so that a server which refuses is not hammered. */
const pauseAfterErrorMs = 20;
/** Tasks that have begun may end in so much time; after that their connections are cut. */
const drainMs = 1_000;
/** A pool that is never used up is measured after so long. */
const openMs = 3_000;
const openLookMs = 5;

const microseconds = (ms: Milliseconds) => Math.max(1, Math.round(ms * 1000));
const newTimes = () => createHistogram({ lowest: 1, highest: 3.6e9, figures: 3 });

function timesOf(histogram: RecordableHistogram): PoolTimes | null {
  if (histogram.count === 0) return null;
  const at = (percent: number) => histogram.percentile(percent) / 1000;
  return { p50: at(50), p95: at(95), mean: histogram.mean / 1000 };
}

/** What the tasks did within the time that counts. */
class Tally {
  readonly waits = newTimes();
  readonly holds = newTimes();
  readonly stretches = Array.from({ length: stretchCount }, () => 0);
  readonly failures = new Map<string, number>();
  /** Nothing counts before `count`. */
  private fromMs: Milliseconds = Number.POSITIVE_INFINITY;
  private toMs: Milliseconds = Number.POSITIVE_INFINITY;
  completed = 0;
  errors = 0;
  heldMs = 0;
  queriedMs = 0;
  busy = 0;
  busyMax = 0;
  totalMax = 0;
  waitersMax = 0;

  /** From now on work counts, until so much later. */
  count(forMs: Milliseconds): void {
    this.fromMs = performance.now();
    this.toMs = this.fromMs + forMs;
  }

  get isOver(): boolean {
    return performance.now() >= this.toMs;
  }

  isOpen(at: Milliseconds): boolean {
    return at >= this.fromMs && at < this.toMs;
  }

  acquired(pool: Pool, askedAt: Milliseconds, at: Milliseconds): void {
    this.busy += 1;
    // Also before the time counts: a pool that breaks its size at any moment says nothing about that size.
    this.busyMax = Math.max(this.busyMax, this.busy);
    this.totalMax = Math.max(this.totalMax, pool.totalCount);
    if (!this.isOpen(at)) return;
    // Beside an idle client nobody waits: it is handed over in the next moment.
    if (pool.idleCount === 0) this.waitersMax = Math.max(this.waitersMax, pool.waitingCount);
    this.waits.record(microseconds(at - askedAt));
  }

  released(acquiredAt: Milliseconds, queriedMs: Milliseconds, at: Milliseconds): void {
    this.busy -= 1;
    if (!this.isOpen(at)) return;
    this.holds.record(microseconds(at - acquiredAt));
    this.heldMs += at - acquiredAt;
    this.queriedMs += queriedMs;
  }

  complete(at: Milliseconds): void {
    if (!this.isOpen(at)) return;
    this.completed += 1;
    const stretch = Math.floor(((at - this.fromMs) / (this.toMs - this.fromMs)) * stretchCount);
    this.stretches[stretch] = (this.stretches[stretch] ?? 0) + 1;
  }

  fail(error: unknown, at: Milliseconds): void {
    if (!this.isOpen(at)) return;
    this.errors += 1;
    // The code alone: a message of the server can hold values.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error of the pool';
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
  }
}

/** Picks a task by its weight. */
function drawnTask(tasks: readonly MixTask[], random: () => number): Count {
  const sum = tasks.reduce((total, { weight }) => total + weight, 0);
  let left = random() * sum;
  return Math.max(
    0,
    tasks.findIndex(({ weight }) => (left -= weight) < 0),
  );
}

/** Runs a statement in the extended protocol, which takes one statement only. Gives how long it took. */
async function queried(client: PoolClient, text: string, values: unknown[]): Promise<Milliseconds> {
  const startedAt = performance.now();
  const query = { text, values, queryMode: 'extended' };
  await client.query(query);
  return performance.now() - startedAt;
}

async function playedStep(client: PoolClient, step: MixStep, random: () => number): Promise<Milliseconds> {
  if ('awaitMs' in step) {
    await wait(step.awaitMs);
    return 0;
  }
  return queried(client, step.sql, drawnParameters(step.params, random));
}

/** Drives one task after another on a pool until the time is over. */
async function worker(run: MixRun, pool: Pool, tally: Tally): Promise<void> {
  const { tasks } = run.mix;
  while (!tally.isOver) {
    const number = drawnTask(tasks, Math.random);
    const task = tasks[number];
    if (task === undefined) return;
    const writes = run.writes[number] === true;
    const askedAt = performance.now();
    let client: PoolClient | undefined;
    let acquiredAt = askedAt;
    let queriedMs = 0;
    try {
      client = await pool.connect();
      acquiredAt = performance.now();
      tally.acquired(pool, askedAt, acquiredAt);
      const isTransaction = task.transaction || writes;
      if (isTransaction) queriedMs += await queried(client, 'begin', []);
      for (const step of task.steps) queriedMs += await playedStep(client, step, Math.random);
      if (isTransaction) queriedMs += await queried(client, writes ? 'rollback' : 'commit', []);
      const at = performance.now();
      tally.released(acquiredAt, queriedMs, at);
      client.release();
      tally.complete(at);
    } catch (error) {
      const at = performance.now();
      tally.fail(error, at);
      if (client !== undefined) {
        tally.released(acquiredAt, queriedMs, at);
        // Its transaction is in an unknown state.
        client.release(true);
      }
      await wait(pauseAfterErrorMs);
    }
  }
}

function noteOf({ failures }: Tally): string | null {
  const kinds = [...failures].toSorted(([, one], [, other]) => other - one);
  return kinds.length === 0
    ? null
    : `errors of the server: ${kinds.map(([code, count]) => `${code} (${count})`).join(', ')}`;
}

/** Waits until all connections of the pool were in use once: a busy server takes its time to open them. */
async function whenOpened(tally: Tally, wanted: Count): Promise<void> {
  const deadline = performance.now() + openMs;
  while (tally.busyMax < wanted && performance.now() < deadline) await wait(openLookMs);
}

/**
 * Drives a mix on a fresh pool of the given size, and gives what came of it. Writing tasks are rolled back. Resolves
 * when the time is over and the tasks have ended, or `drainMs` after that.
 */
export async function driveMix(run: MixRun): Promise<PoolReading> {
  const { size, mix, seconds } = run;
  const pool = new Pool({
    ...run.config,
    application_name: 'pitstop tune pool',
    max: size,
    connectionTimeoutMillis: 0,
    idleTimeoutMillis: 0,
    // What it gives is waited for by the pool, though its type does not say so.
    onConnect: (client: ClientBase): unknown => client.query(run.session),
  });
  // An idle connection that is cut shows as an error of the next task.
  pool.on('error', () => undefined);
  const tally = new Tally();
  const working = Promise.all(Array.from({ length: mix.concurrency }, () => worker(run, pool, tally)));
  await whenOpened(tally, Math.min(size, mix.concurrency));
  await wait(run.warmupSeconds * 1000);
  tally.count(seconds * 1000);
  await wait(seconds * 1000);
  await Promise.race([working, wait(drainMs)]);
  await Promise.race([pool.end(), wait(drainMs)]);
  return {
    size,
    seconds,
    completed: tally.completed,
    errors: tally.errors,
    acquires: tally.waits.count,
    wait: timesOf(tally.waits),
    hold: timesOf(tally.holds),
    queryShare: tally.heldMs > 0 ? tally.queriedMs / tally.heldMs : null,
    busyMax: tally.busyMax,
    totalMax: tally.totalMax,
    waitersMax: tally.waitersMax,
    stretches: tally.stretches.map((count) => (count * stretchCount) / seconds),
    note: noteOf(tally),
  };
}
