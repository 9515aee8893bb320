import type { ParameterUse } from '../../protocol/plans.ts';
import type { ParameterContext } from './parameterContexts.ts';

/** What the server's statistics say of a column. */
export type ColumnStatistics = {
  readonly place: number;
  readonly relation: string;
  readonly column: string;
  readonly common: readonly (string | null)[] | null;
  readonly bounds: readonly (string | null)[] | null;
};

/** Which values are taken of a column: those that many rows have, few, or none. A range holds as many rows. */
export type ValueKind = 'common' | 'rare' | 'absent';

/** A value and why it was taken. */
export type Choice = { readonly value: unknown; readonly from: ParameterUse['from']; readonly note: string };

export type ColumnContext = Extract<ParameterContext, { kind: 'column' }>;

/** How a value is asked for: the how manyth of the same column from 0, whether the other end is asked for too, its type. */
export type Wanted = {
  readonly kind: ValueKind;
  readonly nth: number;
  readonly isPaired: boolean;
  readonly type: string;
};

/** Share of the rows that a range is taken to hold. */
const rangeShares = { common: 0.1, rare: 0.01 } as const;
const listLength = 3;
const pieceLength = 6;

const present = (values: ColumnStatistics['common']) => (values ?? []).filter((value) => value !== null);

const wholeMax: Readonly<Record<string, bigint>> = {
  smallint: 32_767n,
  integer: 2_147_483_647n,
  bigint: 9_223_372_036_854_775_807n,
};

/** A value beyond all that are known, on the side that is asked for. Null where the type has no such value. */
function beyond(values: readonly string[], type: string, side: 'above' | 'below'): string | null {
  const [base = ''] = type.replace(/\[\]$/, '').split('(');
  const max = wholeMax[base];
  if (max !== undefined && values.every((value) => /^-?\d+$/.test(value))) {
    const known = values.map(BigInt).toSorted((one, other) => (one < other ? -1 : 1));
    const end = side === 'above' ? (known.at(-1) ?? 0n) + 1n : (known[0] ?? 0n) - 1n;
    return end > max || end < -max ? null : end.toString();
  }
  switch (base.trim()) {
    case 'numeric':
    case 'real':
    case 'double precision': {
      const known = values.map(Number).filter(Number.isFinite);
      return String(side === 'above' ? Math.max(0, ...known) * 2 + 1 : Math.min(0, ...known) * 2 - 1);
    }
    case 'date':
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      return side === 'above' ? 'infinity' : '-infinity';
    case 'uuid':
      return side === 'above' ? 'ffffffff-ffff-ffff-ffff-ffffffffffff' : '00000000-0000-0000-0000-000000000000';
    case 'text':
    case 'character varying':
    case 'character':
    case 'bpchar':
      return side === 'above' ? '\u{10FFFD}' : '';
    default:
      return null;
  }
}

/** The end of a range: a value that as many rows are beyond as its kind says. Both ends stand around the middle. */
function rangeEnd(use: 'low' | 'high', statistics: ColumnStatistics, { kind, isPaired, type }: Wanted): Choice | null {
  const bounds = present(statistics.bounds);
  const ordered = bounds.length > 1 ? bounds : [];
  const named = `${statistics.relation}.${statistics.column}`;
  const side = use === 'high' ? 'above' : 'below';
  if (kind === 'absent') {
    const value = beyond([...ordered, ...present(statistics.common)], type, side);
    return value === null ? null : { value, from: 'statistics', note: `a value that no row of ${named} is ${side}` };
  }
  if (ordered.length === 0) return null;
  const share = rangeShares[kind];
  const at = isPaired ? (use === 'high' ? 0.5 - share / 2 : 0.5 + share / 2) : use === 'high' ? 1 - share : share;
  const value = ordered[Math.round(at * (ordered.length - 1))];
  const note = isPaired
    ? `an end of the middle ${share * 100} % of ${named}, by its histogram`
    : `a value that ${share * 100} % of ${named} are ${side}, by its histogram`;
  return { value, from: 'statistics', note };
}

/** Values of the kind, the most fitting first, and what they are called. */
function valuesOf(
  statistics: ColumnStatistics,
  { kind, type }: Wanted,
): { readonly values: readonly string[]; readonly words: string } | null {
  const common = present(statistics.common);
  const ordered = present(statistics.bounds);
  const middle = ordered.slice(Math.floor(ordered.length / 2));
  switch (kind) {
    case 'common':
      return common.length > 0
        ? { values: common, words: 'the most common value' }
        : { values: middle, words: 'a value from the middle' };
    case 'rare':
      if (common.length === 0) return null;
      return middle.length > 0
        ? { values: middle, words: 'a rare value' }
        : { values: common.toReversed().slice(0, common.length - 1), words: 'the rarest value' };
    case 'absent': {
      const value = beyond([...ordered, ...common], type, 'above');
      return value === null ? null : { values: [value], words: 'a value that is not there' };
    }
  }
}

function pieceOf(value: string): string {
  const start = Math.max(0, Math.floor((value.length - pieceLength) / 2));
  return value.slice(start, start + pieceLength).replaceAll(/[%_\\]/g, '');
}

/** A value of the column that fits how it is compared, and why it was taken; null where its statistics give none. */
export function valueFromStatistics(
  { use }: ColumnContext,
  statistics: ColumnStatistics,
  wanted: Wanted,
): Choice | null {
  if (use === 'low' || use === 'high') {
    const end = rangeEnd(use, statistics, wanted);
    if (end !== null || wanted.kind !== 'common') return end;
  }
  const found = valuesOf(statistics, wanted);
  if (found === null || found.values.length === 0) return null;
  const { values, words } = found;
  const { nth, kind } = wanted;
  const of = `of ${statistics.relation}.${statistics.column}`;
  const byHistogram = words.endsWith('middle') ? ', by its histogram' : '';
  const chosen = values[nth % values.length] ?? '';
  switch (use) {
    case 'list': {
      const list = values.slice(0, listLength);
      const few = kind === 'common' && words.endsWith('value') ? 'common ' : kind === 'rare' ? 'rare ' : '';
      return {
        value: list,
        from: 'statistics',
        note: kind === 'absent' ? `${words} ${of}` : `${list.length} ${few}values ${of}`,
      };
    }
    case 'pattern':
      return { value: `%${pieceOf(chosen)}%`, from: 'statistics', note: `a piece of ${words} ${of}, between % signs` };
    case 'piece':
      return { value: pieceOf(chosen), from: 'statistics', note: `a piece of ${words} ${of}` };
    case 'equal':
    case 'low':
    case 'high': {
      const rank = nth > 0 && words.startsWith('the most common') ? `common value ${nth + 1}` : words;
      return { value: chosen, from: 'statistics', note: `${rank} ${of}${byHistogram}` };
    }
  }
}
