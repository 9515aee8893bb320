import { describe, expect, test } from 'vitest';
import { runLoad, type LoadClock, type Play } from '../../../src/host/load/loadEngine.ts';
import type { LoadPlan } from '../../../src/protocol/loadRun.ts';

const plan: LoadPlan = {
  url: 'http://127.0.0.1:1/',
  connections: 1,
  ratePerSecond: null,
  arrivals: 'fixed',
  seconds: 1,
  warmupSeconds: 0,
  iterationsMax: null,
  method: 'GET',
  headers: {},
  body: null,
  script: null,
  timeoutSeconds: 1,
};

/** A clock that jumps to whoever waits for the earliest moment, in order. */
function steppedClock(): LoadClock {
  let at = 0;
  const waiting: { readonly at: number; readonly wake: () => void }[] = [];
  let isStepping = false;
  const step = () => {
    waiting.sort((one, other) => one.at - other.at);
    const next = waiting.shift();
    isStepping = next !== undefined;
    if (next === undefined) return;
    at = Math.max(at, next.at);
    next.wake();
    setImmediate(step);
  };
  return {
    now: () => at,
    waitUntil: (until) =>
      new Promise((wake) => {
        waiting.push({ at: until, wake });
        if (isStepping) return;
        isStepping = true;
        setImmediate(step);
      }),
  };
}

/** A target that takes so long for each iteration. */
const taking =
  (clock: LoadClock, msOf: (iteration: number) => number): Play =>
  async (iteration) => {
    await clock.waitUntil(clock.now() + msOf(iteration));
    return { endedAt: clock.now(), thinkMs: 0 };
  };

describe('a load', () => {
  test('closed: each connection begins again when its last has ended', async () => {
    const clock = steppedClock();
    const run = await runLoad(
      { ...plan, connections: 2 },
      { play: taking(clock, () => 100), clock, random: Math.random },
    );
    expect(run).toMatchObject({ offered: 20, completed: 20, errors: 0, corrected: false, seconds: 1 });
    expect(run.latencyMs?.p50).toBeCloseTo(100, 0);
  });

  test('open: a stall is in the latency of every iteration that was due meanwhile', async () => {
    const clock = steppedClock();
    const stalling = taking(clock, (iteration) => (iteration === 2 ? 500 : 1));
    const run = await runLoad({ ...plan, ratePerSecond: 10 }, { play: stalling, clock, random: Math.random });
    expect(run).toMatchObject({ offered: 10, completed: 10, corrected: true });
    // Due at 200 ms and done at 700; those due at 300, 400, 500, 600 and 700 take 401, 302, 203, 104 and 5 ms.
    expect(run.latencyMs?.max).toBeCloseTo(500, -1);
    expect(run.latencyMs?.p50).toBeCloseTo(5, 0);
    expect(run.latencyMs?.p90).toBeCloseTo(401, -1);
  });

  test('open: what had not begun when the time was over is offered and unfinished', async () => {
    const clock = steppedClock();
    const run = await runLoad(
      { ...plan, ratePerSecond: 100 },
      { play: taking(clock, () => 100), clock, random: Math.random },
    );
    // Ten in the second of the load, and ten in the one after it.
    expect(run).toMatchObject({ offered: 100, completed: 20, errors: 0, seconds: 2, completedPerSecond: 10 });
    expect(run.notes.join()).toContain('80 iterations had not begun');
  });

  test('the warm-up is applied and not counted', async () => {
    const clock = steppedClock();
    let played = 0;
    const run = await runLoad(
      { ...plan, ratePerSecond: 10, warmupSeconds: 1 },
      {
        play: (iteration) => {
          played += 1;
          return taking(clock, () => 1)(iteration);
        },
        clock,
        random: Math.random,
      },
    );
    expect(played).toBe(20);
    expect(run.offered).toBe(10);
  });

  test('errors are counted by their reason, and think time is no latency', async () => {
    const clock = steppedClock();
    const run = await runLoad(
      { ...plan, ratePerSecond: 10, iterationsMax: 4 },
      {
        play: async (iteration) => {
          await clock.waitUntil(clock.now() + 60);
          if (iteration % 2 === 1) throw new Error('status 503');
          return { endedAt: clock.now(), thinkMs: 50 };
        },
        clock,
        random: Math.random,
      },
    );
    expect(run).toMatchObject({ offered: 4, completed: 2, errors: 2, errorKinds: [{ what: 'status 503', count: 2 }] });
    expect(run.latencyMs?.max).toBeCloseTo(10, 0);
  });

  test('without a completed iteration there are no latencies', async () => {
    const clock = steppedClock();
    const run = await runLoad(
      { ...plan, iterationsMax: 3 },
      { play: () => Promise.reject(new Error('refused')), clock, random: Math.random },
    );
    expect(run).toMatchObject({ offered: 3, completed: 0, errors: 3, latencyMs: null });
  });
});
