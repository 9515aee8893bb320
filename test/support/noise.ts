import { seededRandom } from '../../src/analysis/experiment/seededRandom.ts';

/** What disturbs a run, as a factor on its time. */
export type Noise = (random: () => number) => number;

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Noise of machines: even, with long pauses now and then, and with two speeds a run may fall into. */
export const noises = {
  even: (random) => Math.exp(0.05 * normal(random)),
  'heavy-tailed': (random) => (random() < 0.1 ? 1 + 3 / (0.05 + random()) : 1) * Math.exp(0.03 * normal(random)),
  'two speeds': (random) => (random() < 0.5 ? 1 : 1.3) * Math.exp(0.02 * normal(random)),
} satisfies Record<string, Noise>;

/** Pairs of runs of 10 ms where `after` is truly `gain` times faster. */
export function simulatedRuns({
  noise,
  pairs,
  gain,
  seed,
}: {
  noise: Noise;
  pairs: number;
  gain: number;
  seed: number;
}) {
  const random = seededRandom(seed);
  const runs = (time: number) => Array.from({ length: pairs }, () => time * noise(random));
  return { before: runs(10), after: runs(10 / gain), again: runs(10) };
}
