import { columnOf, type ColumnBlock } from '../../src/protocol/columnBlock.ts';
import type { FlameAnswer, FlameFunction } from '../../src/protocol/profiles.ts';

/** The stretch of a flame graph in sight, in its unit. */
export type Sight = { readonly from: number; readonly to: number };

type Column = ReturnType<typeof columnOf>;

/** Boxes of a flame graph as they came, and for each level its boxes from left to right. */
export type FlamePicture = {
  readonly answer: FlameAnswer;
  readonly level: Column;
  readonly start: Column;
  readonly end: Column;
  readonly function: Column;
  readonly count: Column;
  readonly isMixed: Column;
  readonly self: Column;
  readonly total: Column;
  /** Of a comparison: what the same stacks took in the earlier profile. */
  readonly before: { readonly self: Column; readonly total: Column } | null;
  readonly rows: readonly (readonly number[])[];
};

export function flamePicture(answer: FlameAnswer, block: ColumnBlock): FlamePicture {
  const level = columnOf(block, 'level');
  const start = columnOf(block, 'start');
  const rows: number[][] = [];
  for (let box = 0; box < answer.length; box += 1) {
    const at = level[box] ?? 0;
    (rows[at] ??= []).push(box);
  }
  for (let at = 0; at < rows.length; at += 1)
    rows[at] = (rows[at] ?? []).toSorted((a, b) => (start[a] ?? 0) - (start[b] ?? 0));
  const isCompared = block.columns.some(({ name }) => name === 'beforeTotal');
  return {
    answer,
    level,
    start,
    end: columnOf(block, 'end'),
    function: columnOf(block, 'function'),
    count: columnOf(block, 'count'),
    isMixed: columnOf(block, 'isMixed'),
    self: columnOf(block, 'self'),
    total: columnOf(block, 'total'),
    before: isCompared ? { self: columnOf(block, 'beforeSelf'), total: columnOf(block, 'beforeTotal') } : null,
    rows,
  };
}

/** The function of a box. */
export function functionOf(picture: FlamePicture, box: number): FlameFunction | undefined {
  return picture.answer.functions[picture.function[box] ?? -1];
}

/** The first of a row's boxes that ends behind a place. */
function firstBehind({ end }: FlamePicture, row: readonly number[], place: number): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((end[row[middle] ?? 0] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The boxes of a level in sight, from left to right. */
export function boxesInSight(picture: FlamePicture, level: number, sight: Sight): readonly number[] {
  const row = picture.rows[level] ?? [];
  const first = firstBehind(picture, row, sight.from);
  let last = first;
  while (last < row.length && (picture.start[row[last] ?? 0] ?? 0) < sight.to) last += 1;
  return row.slice(first, last);
}

/** The box at a place of a level, or the nearest one within `reach`; -1 where there is none. */
export function boxAt(picture: FlamePicture, level: number, place: number, reach = 0): number {
  const row = picture.rows[level] ?? [];
  const at = firstBehind(picture, row, place);
  const found = row[at];
  if (found !== undefined && (picture.start[found] ?? 0) <= place + reach) return found;
  const before = row[at - 1];
  return before !== undefined && place - (picture.end[before] ?? 0) < reach ? before : -1;
}

/** The same box in a newer picture: of the same function at the same place; -1 where it is not there. */
export function sameBox(before: FlamePicture | null, box: number, after: FlamePicture): number {
  if (before === null || box < 0) return -1;
  const middle = ((before.start[box] ?? 0) + (before.end[box] ?? 0)) / 2;
  const found = boxAt(after, before.level[box] ?? 0, middle);
  const isSame = found >= 0 && functionOf(after, found)?.functionId === functionOf(before, box)?.functionId;
  return isSame ? found : -1;
}

export type FlameStep = 'caller' | 'callee' | 'left' | 'right';

/** The box one step away: its caller, the widest that it calls, or its neighbour on the level. Itself at an edge. */
export function boxBeside(picture: FlamePicture, box: number, step: FlameStep): number {
  const { level, start, end, rows } = picture;
  if (box < 0) return rows[0]?.[0] ?? -1;
  const at = level[box] ?? 0;
  const sight = { from: start[box] ?? 0, to: end[box] ?? 0 };
  switch (step) {
    case 'caller': {
      const found = boxAt(picture, at - 1, (sight.from + sight.to) / 2);
      return found < 0 ? box : found;
    }
    case 'callee': {
      const inside = boxesInSight(picture, at + 1, sight);
      const width = (one: number) => (end[one] ?? 0) - (start[one] ?? 0);
      const widest = inside.toSorted((a, b) => width(b) - width(a))[0];
      return widest ?? box;
    }
    case 'left':
    case 'right': {
      const row = rows[at] ?? [];
      return row[row.indexOf(box) + (step === 'left' ? -1 : 1)] ?? box;
    }
  }
}

/** The narrowest stretch that can be looked at, as a share of the whole. */
const narrowest = 1e-7;

/** A stretch inside the whole, as wide as wished where there is room. */
export function sightWithin(from: number, width: number, extent: number): Sight {
  const wide = Math.min(extent, Math.max(width, extent * narrowest));
  const start = Math.min(Math.max(0, from), extent - wide);
  return { from: start, to: start + wide };
}

/** Nearer by a factor above 1, farther by one below, with `about` staying where it is. */
export function zoomed(sight: Sight, extent: number, factor: number, about: number): Sight {
  const width = (sight.to - sight.from) / factor;
  const share = (about - sight.from) / (sight.to - sight.from);
  return sightWithin(about - share * width, width, extent);
}
