import { quantity, type Quantity } from './quantity.ts';

/** A short time in ms, with the same decimals whatever its size, so that a column of them can be compared. */
export function milliseconds(value: number | null | undefined): Quantity {
  const plain = quantity(value, 'ms');
  if (value === null || value === undefined || !(Math.abs(value) < 999.5)) return plain;
  if (value > 0 && value < 0.005) return { ...plain, figure: '<0.01', unit: 'ms' };
  const size = Math.abs(value);
  const decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return { ...plain, figure: value.toFixed(decimals).replace('-', '\u2212'), unit: 'ms' };
}
