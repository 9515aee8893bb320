import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { limits } from '../../protocol/limits.ts';
import type { LatencyFigures, LoadPlan, LoadRun } from '../../protocol/loadRun.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import { loadSchedule } from './loadSchedule.ts';

/** Plays one iteration; rejects with the reason when it fails. `endedAt` is when its last step ended. */
export type Play = (iteration: number) => Promise<{ readonly endedAt: Milliseconds; readonly thinkMs: Milliseconds }>;

export type LoadClock = {
  readonly now: () => Milliseconds;
  readonly waitUntil: (at: Milliseconds) => Promise<void>;
};

/** After a failure a connection pauses, so that a target which refuses is not hammered. */
const pauseAfterErrorMs = 20;

/** What was due in time may still begin so much later: else the slowest of all would be left out of the latencies. */
const drainMs = 1_000;

/** Counts what happens, from the end of the warm-up on. */
class Tally {
  private readonly latencies: RecordableHistogram = createHistogram({ lowest: 1, highest: 3.6e9, figures: 3 });
  private readonly reasons = new Map<string, number>();
  offered = 0;
  completed = 0;
  errors = 0;
  /** The longest that the driver itself began late though it had a connection free. */
  lateMsMax: Milliseconds = 0;

  complete(latencyMs: Milliseconds): void {
    this.completed += 1;
    this.latencies.record(Math.max(1, Math.round(latencyMs * 1000)));
  }

  fail(error: unknown): void {
    this.errors += 1;
    const reason = error instanceof Error ? error.message : String(error);
    const isKept = this.reasons.has(reason) || this.reasons.size < limits.loadErrorKindsMax.value - 1;
    const what = isKept ? reason : 'other reasons';
    this.reasons.set(what, (this.reasons.get(what) ?? 0) + 1);
  }

  errorKinds(): LoadRun['errorKinds'] {
    return [...this.reasons]
      .map(([what, count]) => ({ what, count }))
      .toSorted((one, other) => other.count - one.count);
  }

  latencyMs(): LatencyFigures | null {
    if (this.completed === 0) return null;
    const at = (percent: number) => this.latencies.percentile(percent) / 1000;
    return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: this.latencies.max / 1000 };
  }
}

/** Hands out when each iteration begins; null when there are no more. */
type Iterations = () => { readonly number: number; readonly dueAt: Milliseconds; readonly isCounted: boolean } | null;

function closedIterations(plan: LoadPlan, startAt: Milliseconds, clock: LoadClock): Iterations {
  const countFrom = startAt + plan.warmupSeconds * 1000;
  const endAt = countFrom + plan.seconds * 1000;
  let number = 0;
  let counted = 0;
  return () => {
    const dueAt = clock.now();
    if (dueAt >= endAt || counted === plan.iterationsMax) return null;
    const isCounted = dueAt >= countFrom;
    if (isCounted) counted += 1;
    return { number: number++, dueAt, isCounted };
  };
}

function openIterations(
  plan: LoadPlan,
  ratePerSecond: number,
  startAt: Milliseconds,
  random: () => number,
): Iterations {
  const schedule = loadSchedule({ ratePerSecond, arrivals: plan.arrivals }, random);
  const warmupMs = plan.warmupSeconds * 1000;
  const totalMs = warmupMs + plan.seconds * 1000;
  let number = 0;
  let counted = 0;
  return () => {
    const dueMs = schedule.next().value;
    if (dueMs >= totalMs || counted === plan.iterationsMax) return null;
    const isCounted = dueMs >= warmupMs;
    if (isCounted) counted += 1;
    return { number: number++, dueAt: startAt + dueMs, isCounted };
  };
}

/** One connection: takes iterations and plays them one after the other until there are no more. */
async function connection(iterations: Iterations, play: Play, tally: Tally, beginUntil: number, clock: LoadClock) {
  for (let iteration = iterations(); iteration !== null; iteration = iterations()) {
    const { number, dueAt, isCounted } = iteration;
    if (isCounted) tally.offered += 1;
    const freeAt = clock.now();
    // The time is over and this one has not begun: it stays offered and unfinished.
    if (freeAt >= beginUntil) continue;
    if (dueAt > freeAt) {
      await clock.waitUntil(dueAt);
      if (isCounted) tally.lateMsMax = Math.max(tally.lateMsMax, clock.now() - dueAt);
    }
    try {
      const { endedAt, thinkMs } = await play(number);
      if (isCounted) tally.complete(endedAt - dueAt - thinkMs);
    } catch (error) {
      if (isCounted) tally.fail(error);
      await clock.waitUntil(clock.now() + pauseAfterErrorMs);
    }
  }
}

function notesOf(plan: LoadPlan, tally: Tally): readonly string[] {
  const notes: string[] = [];
  const unfinished = tally.offered - tally.completed - tally.errors;
  if (plan.ratePerSecond === null)
    notes.push('closed load: latency counts from each actual start, and a target that stalls is offered less');
  if (unfinished > 0)
    notes.push(`${unfinished} iterations had not begun when the time was over: the target is slower than the rate`);
  if (tally.lateMsMax >= 5)
    notes.push(`the driver itself began up to ${tally.lateMsMax.toFixed(0)} ms late, which is in the latencies`);
  return notes;
}

/**
 * Applies a load by playing iterations, and gives what came of it. Latency of an open load counts from the scheduled
 * moment, of a closed one from the actual start; think time is left out.
 */
export async function runLoad(
  plan: LoadPlan,
  tools: {
    readonly play: Play;
    readonly clock: LoadClock;
    readonly random: () => number;
    /** Hears of each iteration that was completed, in the warm-up too. */
    readonly onCompleted?: () => void;
  },
): Promise<LoadRun> {
  const { clock, random, onCompleted } = tools;
  const play: Play = async (iteration) => {
    const played = await tools.play(iteration);
    onCompleted?.();
    return played;
  };
  const startAt = clock.now();
  const countFrom = startAt + plan.warmupSeconds * 1000;
  const endAt = countFrom + plan.seconds * 1000;
  const iterations =
    plan.ratePerSecond === null
      ? closedIterations(plan, startAt, clock)
      : openIterations(plan, plan.ratePerSecond, startAt, random);
  const tally = new Tally();
  await Promise.all(
    Array.from({ length: plan.connections }, () => connection(iterations, play, tally, endAt + drainMs, clock)),
  );
  const isFull = tally.offered === plan.iterationsMax;
  const seconds = (Math.max(clock.now(), isFull ? countFrom : endAt) - countFrom) / 1000;
  return {
    offered: tally.offered,
    completed: tally.completed,
    errors: tally.errors,
    seconds,
    completedPerSecond: seconds === 0 ? 0 : tally.completed / seconds,
    latencyMs: tally.latencyMs(),
    corrected: plan.ratePerSecond !== null,
    errorKinds: tally.errorKinds(),
    notes: notesOf(plan, tally),
  };
}
