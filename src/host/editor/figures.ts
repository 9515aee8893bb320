import type { Evidence } from '../../protocol/findings.ts';

const byteSteps = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'KB'],
  [1, 'B'],
] as const;

const minus = '\u2212';

/** At most three significant digits, never in powers of ten. */
function significant(value: number): string {
  const size = Math.abs(value);
  const decimals = size === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toFixed(decimals);
}

/** A size for people, in decimal units: `2.29 MB`. */
export function bytesText(bytes: number): string {
  const size = Math.abs(bytes);
  const sign = bytes < 0 ? minus : '';
  // 999,600 is nearer to 1.00 MB than to three digits of KB.
  const [divisor, unit] = byteSteps.find(([step]) => size >= step * 0.9995) ?? [1, 'B'];
  return `${sign}${divisor === 1 ? Math.round(size) : significant(size / divisor)} ${unit}`;
}

/** A whole number with thousands separators. */
export function countText(count: number): string {
  return (count < 0 ? minus : '') + Math.round(Math.abs(count)).toLocaleString('en');
}

/** A length of time: `14 ms`, `3.10 s`, `12 min`. */
function timeText(ms: number): string {
  if (ms < 1_000) return `${significant(ms)} ms`;
  return ms < 120_000 ? `${significant(ms / 1_000)} s` : `${countText(ms / 60_000)} min`;
}

/** The value of a piece of evidence with its unit, without a sign. */
export function evidenceText({ value, unit, per }: Evidence): string {
  const rate = per === undefined ? '' : ` per ${per}`;
  switch (unit) {
    case 'bytes':
      return bytesText(value) + rate;
    case 'ms':
      return timeText(value) + rate;
    case 'ratio':
      return `${significant(value * 100)} %${rate}`;
    case 'bytesPerSecond':
      return `${bytesText(value)}/s`;
    case 'perSecond':
      return `${significant(value)}/s`;
    case 'count':
      return countText(value) + rate;
  }
}

/** As `evidenceText`, with a plus before what is gained. */
export function changeText(evidence: Evidence): string {
  return (evidence.value > 0 ? '+' : '') + evidenceText(evidence);
}
