import type { LoadPlan } from '../../protocol/loadRun.ts';
import type { Milliseconds } from '../../protocol/units.ts';

/**
 * Moments at which the iterations of an open load begin, in milliseconds after the start, without end. They do not
 * depend on how the target does: that is what keeps its stalls from hiding themselves (coordinated omission).
 */
export function* loadSchedule(
  { ratePerSecond, arrivals }: { readonly ratePerSecond: number; readonly arrivals: LoadPlan['arrivals'] },
  random: () => number,
): Generator<Milliseconds, never> {
  const intervalMs = 1000 / ratePerSecond;
  let at = 0;
  for (let count = 0; ; count += 1) {
    yield arrivals === 'fixed' ? count * intervalMs : at;
    // Poisson arrivals: the time between two of them is exponentially distributed.
    at += -Math.log(1 - random()) * intervalMs;
  }
}
