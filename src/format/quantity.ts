import type { Unit } from '../protocol/units.ts';

/** A figure for people: at most three significant digits, its unit apart, and the exact value for hover and copy. */
export type Quantity = { readonly figure: string; readonly unit: string; readonly exact: string };

type Scale = readonly (readonly [from: number, divisor: number, unit: string])[];

const byteScale: Scale = [
  [1e12, 1e12, 'TB'],
  [1e9, 1e9, 'GB'],
  [1e6, 1e6, 'MB'],
  [1e3, 1e3, 'KB'],
  [0, 1, 'B'],
];
const timeScale: Scale = [
  [3_600_000, 3_600_000, 'h'],
  [300_000, 60_000, 'min'],
  [1_000, 1_000, 's'],
  [0.1, 1, 'ms'],
  [0, 0.001, 'µs'],
];

const minus = '\u2212';
/** What stands for a value that is not known. */
export const unknownMark = '—';

/** A whole number with thousands separators. */
export function wholeNumber(value: number): string {
  return Math.round(Math.abs(value))
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** The value with `digits` significant digits, no exponent, and never more digits before the point than it has. */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  const decimals = Math.max(0, digits - 1 - magnitude);
  const rounded = value.toFixed(Math.min(decimals, 6));
  // Rounding can carry into one more digit: 9.996 becomes 10.00, which is four.
  if (decimals > 0 && Number(rounded) >= 10 ** (magnitude + 1)) return value.toFixed(decimals - 1);
  return rounded;
}

function scaled(value: number, scale: Scale, digits: number): readonly [string, string] {
  for (const [index, [from, divisor, unit]] of scale.entries()) {
    if (value < from) continue;
    const figure = significant(value / divisor, digits);
    const larger = scale[index - 1];
    // 999.9 KB rounds to 1000 KB, which is 1.00 MB.
    if (larger !== undefined && Number(figure) * divisor >= larger[0]) {
      return [significant((Number(figure) * divisor) / larger[1], digits), larger[2]];
    }
    const whole = divisor === 1 && unit === 'B';
    return [whole ? wholeNumber(value) : figure, unit];
  }
  return [significant(value, digits), ''];
}

function parts(value: number, unit: Unit, digits: number): readonly [string, string] {
  switch (unit) {
    case 'bytes':
      return scaled(value, byteScale, digits);
    case 'ms':
      return value === 0 ? ['0', 'ms'] : scaled(value, timeScale, digits);
    case 'ratio':
      return [significant(value * 100, value < 0.0001 ? 1 : digits), '%'];
    case 'count':
      return [Number.isInteger(value) || value >= 1000 ? wholeNumber(value) : significant(value, digits), ''];
    case 'perSecond':
      return [significant(value, digits), '/s'];
    case 'bytesPerSecond': {
      const [figure, size] = scaled(value, byteScale, digits);
      return [figure, `${size}/s`];
    }
  }
}

/** Made once: to make one takes longer than to draw a row of a table. */
const exactNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

function exactText(value: number, unit: Unit): string {
  const grouped = (number: number) => exactNumber.format(number);
  switch (unit) {
    case 'bytes':
      return `${grouped(value)} bytes`;
    case 'ms':
      return `${grouped(value)} ms`;
    case 'ratio':
      return `${grouped(value * 100)} %`;
    case 'count':
      return grouped(value);
    case 'perSecond':
      return `${grouped(value)} per second`;
    case 'bytesPerSecond':
      return `${grouped(value)} bytes per second`;
  }
}

/** The quantity of a measured value; null and NaN are unknown, and shown so. */
export function quantity(value: number | null | undefined, unit: Unit, digits = 3): Quantity {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return { figure: unknownMark, unit: '', exact: 'not known' };
  }
  const [figure, name] = parts(Math.abs(value), unit, digits);
  const sign = value < 0 && figure !== '0' ? minus : '';
  return { figure: sign + figure, unit: name, exact: exactText(value, unit).replace('-', minus) };
}

/** A change: always with its sign; no change is a plain zero. */
export function change(value: number | null | undefined, unit: Unit): Quantity {
  const plain = quantity(value, unit);
  if (value === null || value === undefined || !(value > 0) || plain.figure === '0') return plain;
  return { ...plain, figure: `+${plain.figure}`, exact: `+${plain.exact}` };
}

/** The quantity in one string, for sentences. */
export function inWords(value: Quantity): string {
  return value.unit === '' ? value.figure : `${value.figure} ${value.unit}`;
}

/** A range in the unit of its upper end: `149–184`, with the unit left to the reader's column. */
export function range(low: number, high: number, unit: Unit, digits = 3): Quantity {
  const top = quantity(high, unit, digits);
  if (Number.isNaN(low) || Number.isNaN(high)) return top;
  const bottom = quantity(low, unit, digits);
  const exact = `${bottom.exact} to ${top.exact}`;
  if (bottom.unit === top.unit || bottom.figure === '0') {
    const same = bottom.figure === top.figure;
    return { figure: same ? top.figure : `${bottom.figure}–${top.figure}`, unit: top.unit, exact };
  }
  return { figure: `${inWords(bottom)} – ${inWords(top)}`, unit: '', exact };
}
