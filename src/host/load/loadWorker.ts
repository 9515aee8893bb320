import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { LoadPlan, LoadRun } from '../../protocol/loadRun.ts';
import { httpPlayer } from './httpPlayer.ts';
import { runLoad, type LoadClock } from './loadEngine.ts';
import { socketPlayer } from './socketPlayer.ts';

/** What the thread says on its way: iterations completed so far, the warm-up's too. */
export type LoadCount = { readonly completed: number };

/** What the thread says in the end. */
export type LoadOutcome = { readonly run: LoadRun } | { readonly failure: string };

const clock: LoadClock = {
  now: () => performance.now(),
  waitUntil: async (at) => {
    const remainingMs = at - performance.now();
    // Timers count whole milliseconds: rather late, which the latency shows, than early, which would flatter it.
    if (remainingMs > 0) await wait(Math.ceil(remainingMs));
  },
};

/** Throws where nothing listens: a load of refused connections tells nothing. */
async function demandListener({ hostname, port }: URL): Promise<void> {
  const socket = connect(Number(port || 80), hostname.replace(/^\[|\]$/g, ''));
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

/** How often the count is told: a hunt compares it with moments of its own. */
const countMs = 50;
let completed = 0;
const onCompleted = () => {
  completed += 1;
};
const counting = setInterval(() => parentPort?.postMessage({ completed } satisfies LoadCount), countMs);
counting.unref();

async function run(plan: LoadPlan): Promise<LoadRun> {
  const url = new URL(plan.url);
  await demandListener(url);
  if (url.protocol === 'ws:')
    return runLoad(plan, { play: socketPlayer(plan, plan.script ?? []), clock, random: Math.random, onCompleted });
  const player = httpPlayer(plan);
  try {
    return await runLoad(plan, { play: player.play, clock, random: Math.random, onCompleted });
  } finally {
    player.close();
  }
}

// The host starts this thread with a plan that its door has checked.
const plan = workerData as LoadPlan;
run(plan).then(
  (done) => parentPort?.postMessage({ run: done } satisfies LoadOutcome),
  (error: unknown) => {
    const failure = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ failure: `no load on ${new URL(plan.url).host}: ${failure}` } satisfies LoadOutcome);
  },
);
