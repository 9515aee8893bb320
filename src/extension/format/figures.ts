import type { Bytes, Milliseconds } from '../../protocol/units.ts';

const byteSteps = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'KB'],
] as const;

/** Stands for what is not known. */
export const unknownMark = '—';

/** A size at most three digits long, in decimal units: `182 MB`. */
export function bytesText(bytes: Bytes): string {
  const [divisor, unit] = byteSteps.find(([step]) => bytes >= step * 0.9995) ?? [1, 'B'];
  const value = bytes / divisor;
  return `${value.toFixed(divisor === 1 || value >= 100 ? 0 : value >= 10 ? 1 : 2)} ${unit}`;
}

/** A short length of time: `4 ms`, `0.3 ms`, `1.2 s`. */
export function delayText(ms: Milliseconds): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 1 ? 1 : 0)} ms`;
}

/** A length of time in its two largest parts: `41 s`, `12 min`, `2 h 14 min`. */
export function spanText(ms: Milliseconds): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A number with its sign and thousands separators: `+1,204`. */
export function signedCount(count: number): string {
  return `${count > 0 ? '+' : count < 0 ? '\u2212' : ''}${Math.abs(count).toLocaleString('en')}`;
}

/** A change of size with its sign: `+2.29 MB`. */
export function signedBytes(bytes: number): string {
  return `${bytes > 0 ? '+' : bytes < 0 ? '\u2212' : ''}${bytesText(Math.abs(bytes))}`;
}
