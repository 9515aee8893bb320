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
