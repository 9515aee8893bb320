import type { Evidence } from '../protocol/findings.ts';
import type { Proof } from '../protocol/proofs.ts';
import type { Bytes, Milliseconds, Ratio } from '../protocol/units.ts';
import { change, inWords, quantity, unknownMark, wholeNumber } from './quantity.ts';

/** A size in decimal units, at most three digits long: `2.29 MB`. */
export const bytesText = (bytes: Bytes): string => inWords(quantity(bytes, 'bytes'));

/** A change of size with its sign: `+2.29 MB`. */
export const signedBytes = (bytes: number): string => inWords(change(bytes, 'bytes'));

const minus = '\u2212';

/** A whole number with thousands separators: `1,204`. */
export const countText = (count: number): string => (count < 0 ? minus : '') + wholeNumber(count);

/** A whole number with its sign: `+1,204`. */
export const signedCount = (count: number): string => (count > 0 ? '+' : '') + countText(count);

/** A measured length of time: `14.0 ms`, `3.10 s`, `12.0 min`. */
export const timeText = (length: Milliseconds): string => inWords(quantity(length, 'ms'));

/** A length of time in passing, with few digits: `4 ms`, `0.3 ms`, `1.2 s`. */
export function delayText(length: Milliseconds): string {
  if (length >= 1_000) return `${(length / 1_000).toFixed(1)} s`;
  return `${length.toFixed(length < 1 ? 1 : 0)} ms`;
}

/** A length of time in its two largest parts: `41 s`, `12 min`, `2 h 14 min`. */
export function spanText(length: Milliseconds): string {
  const seconds = Math.max(0, Math.floor(length / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A share in percent: `68.3 %`. */
export const shareText = (share: Ratio): string => inWords(quantity(share, 'ratio'));

const perText = ({ per }: Evidence): string => (per === undefined ? '' : ` per ${per}`);

/** A piece of evidence with its unit and what it is per: `1.48 KB per turn`. */
export const evidenceText = (evidence: Evidence): string =>
  inWords(quantity(evidence.value, evidence.unit)) + perText(evidence);

/** As `evidenceText`, with a plus before what is gained: `+1.48 KB per turn`. */
export const changeText = (evidence: Evidence): string =>
  inWords(change(evidence.value, evidence.unit)) + perText(evidence);

/** A figure of a proof, or a dash where it was not measured. */
export function figureText(value: number | null, unit: Evidence['unit']): string {
  return value === null ? unknownMark : inWords(quantity(value, unit));
}

/**
 * A gain with its 95 % interval: `97x (88–104)`, `2.1x (1.9–2.4)`, `1.01x (0.97–1.04)`. The ends of the interval have the
 * decimals of the ratio. `at least 83x` where what is left cannot be told from noise.
 */
export function gainText({ ratio, interval, isLeast }: Pick<Proof, 'ratio' | 'interval' | 'isLeast'>): string {
  const decimals = ratio >= 9.95 ? 0 : ratio >= 1.995 ? 1 : 2;
  const text = (value: number) => (decimals === 0 ? wholeNumber(value) : value.toFixed(decimals));
  if (isLeast === true) return `at least ${text(interval[0])}x`;
  return `${text(ratio)}x (${text(interval[0])}–${text(interval[1])})`;
}
