import type { EpochMs, Milliseconds } from '../../src/protocol/units.ts';

const second = 1000;
const minute = 60 * second;
const steps: readonly Milliseconds[] = [
  second,
  2 * second,
  5 * second,
  10 * second,
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  60 * minute,
];

/** Round moments between two, at most `countMax` of them, and how far they lie apart. */
export function timeTicks(
  fromAt: EpochMs,
  toAt: EpochMs,
  countMax: number,
): { readonly step: Milliseconds; readonly at: readonly EpochMs[] } {
  const wanted = (toAt - fromAt) / Math.max(1, countMax);
  const step = steps.find((candidate) => candidate >= wanted) ?? 60 * minute;
  const at: EpochMs[] = [];
  for (let tick = Math.ceil(fromAt / step) * step; tick <= toAt; tick += step) at.push(tick);
  return { step, at };
}

/** The smallest round number that is at least `value`: 1, 1.5, 2, 3, 4, 5, 6, 8 or 10 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const times = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return times * power;
}

/** Round values from zero to at least `high`, evenly apart, about `count` steps. */
export function linearTicks(high: number, count: number): readonly number[] {
  const raw = Math.max(high, Number.MIN_VALUE) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((times) => times * power >= raw * (1 - 1e-9)) ?? 10) * power;
  return Array.from({ length: Math.ceil(high / step - 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

/** Round values between two on a log axis, at most `countMax`: powers of ten, with 2 and 5 between where there is room. */
export function logTicks(low: number, high: number, countMax: number): readonly number[] {
  if (!(low > 0) || !(high > low)) return [];
  const within = (steps: readonly number[]) => {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
      for (const step of steps) {
        const tick = Number((step * 10 ** power).toPrecision(3));
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
      }
    }
    return ticks;
  };
  const sets = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]].map(within);
  const fitting = sets.find((ticks) => ticks.length <= countMax);
  if (fitting !== undefined) return fitting;
  const all = within([1]);
  const each = Math.ceil(all.length / Math.max(1, countMax));
  return all.filter((_, index) => index % each === 0);
}
