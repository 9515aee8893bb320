import type { RowOrder } from '../store/pagedRows.ts';

/** A column: what stands in its cells on screen, and in a copy. */
export type Column<Row> = {
  readonly id: string;
  readonly head: string;
  /** Its width as a CSS grid track. */
  readonly width: string;
  readonly align?: 'right';
  /** It is shown where the list is at least this many pixels wide. */
  readonly from?: number;
  /** The direction of the first click, where the list can be sorted by it. */
  readonly sort?: 'ascending' | 'descending';
  readonly cell: (row: Row) => unknown;
  /** The exact value in a copy; without it the column is not copied. */
  readonly value?: (row: Row) => string | number | null;
};

/** Where rows come from: a list in memory or pages of one that is far away. */
export type RowSource<Row> = {
  readonly total: number | null;
  readonly row: (index: number) => Row | undefined;
  readonly ensure: (start: number, end: number) => void;
  /** True where all rows are in memory, so that each can be found by its key. */
  readonly isLocal?: boolean;
  /** The row of a key, where that can be told without looking at rows; -1 where it is gone. */
  readonly indexOf?: (key: string) => number;
};

/** How rows stand in a tree: a row's children follow it, one level deeper. */
export type GridTree<Row> = {
  /** From 1. */
  readonly level: (row: Row) => number;
  /** Undefined for a row without children. */
  readonly isFolded: (row: Row) => boolean | undefined;
  readonly fold: (row: Row, isFolded: boolean) => void;
  /** Width of a level in pixels. */
  readonly step: number;
};

export type GridOptions<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly source: RowSource<Row>;
  readonly keyOf: (row: Row) => string;
  readonly order?: Pick<RowOrder, 'sort' | 'descending'>;
  readonly onSort?: (sort: string, descending: boolean) => void;
  readonly tree?: GridTree<Row>;
  /** What stands below an open row. */
  readonly under?: (row: Row) => unknown;
  readonly onOpen?: (row: Row) => void;
  /** The line a row is of, and the way to it. */
  readonly goTo?: (row: Row) => (() => void) | undefined;
  readonly onTick?: (row: Row) => void;
  readonly isTicked?: (row: Row) => boolean;
  /** Quiet rows: what levels off or is noise. */
  readonly isQuiet?: (row: Row) => boolean;
  readonly isSum?: (row: Row) => boolean;
  /** Where the list is narrower than `below`, each row takes two lines and is drawn by this. */
  readonly narrow?: { readonly below: number; readonly cell: (row: Row) => unknown };
  /** The key of the row whose subject the view shows. */
  readonly chosen?: string;
  /** The row that is to be active and open when it comes. */
  readonly reveal?: string;
  readonly empty?: unknown;
};

/** One row as the grid draws it. */
export type GridRow = {
  readonly key: string;
  readonly cells: (column: string) => unknown;
  readonly narrow: () => unknown;
  readonly under: () => unknown;
  readonly open: (() => void) | undefined;
  readonly goTo: (() => void) | undefined;
  readonly tick: (() => void) | undefined;
  readonly isTicked: boolean | undefined;
  readonly isQuiet: boolean;
  readonly isSum: boolean;
  readonly level: number;
  readonly isFolded: boolean | undefined;
  readonly fold: (isFolded: boolean) => void;
  readonly text: () => string;
};

export type GridHead = Pick<Column<never>, 'id' | 'head' | 'width' | 'align' | 'from' | 'sort'>;

/** A list with the type of its rows closed over: the grid itself knows no row. */
export type GridModel = Pick<GridOptions<never>, 'label' | 'order' | 'onSort' | 'chosen' | 'reveal' | 'empty'> & {
  readonly columns: readonly GridHead[];
  readonly total: number | null;
  readonly canOpen: boolean;
  readonly canTick: boolean;
  readonly narrowBelow: number;
  /** Width of a level of the tree in pixels; undefined where the rows are a plain list. */
  readonly treeStep: number | undefined;
  readonly isLocal: boolean;
  /** The row of this key, as far as it is known; else -1. */
  readonly indexOf: (key: string) => number;
  readonly row: (index: number) => GridRow | undefined;
  readonly ensure: (start: number, end: number) => void;
};

/** The model of a list of rows. */
export function gridModel<Row>(options: GridOptions<Row>): GridModel {
  const { source, columns } = options;
  return {
    label: options.label,
    columns,
    total: source.total,
    canOpen: options.under !== undefined,
    canTick: options.onTick !== undefined,
    narrowBelow: options.narrow?.below ?? 0,
    ...(options.order === undefined ? {} : { order: options.order }),
    ...(options.onSort === undefined ? {} : { onSort: options.onSort }),
    ...(options.chosen === undefined ? {} : { chosen: options.chosen }),
    ...(options.reveal === undefined ? {} : { reveal: options.reveal }),
    ...(options.empty === undefined ? {} : { empty: options.empty }),
    treeStep: options.tree?.step,
    isLocal: source.isLocal ?? source.indexOf !== undefined,
    indexOf: (key) => source.indexOf?.(key) ?? indexOf(key, options),
    ensure: source.ensure,
    row: (index) => {
      const row = source.row(index);
      return row === undefined ? undefined : gridRow(row, options);
    },
  };
}

/** Rows that are far away are looked at no further than this. */
const searchedRowsMax = 200;

function indexOf<Row>(key: string, { source, keyOf }: GridOptions<Row>): number {
  const total = source.total ?? 0;
  const end = source.isLocal === true ? total : Math.min(total, searchedRowsMax);
  for (let index = 0; index < end; index += 1) {
    const row = source.row(index);
    if (row !== undefined && keyOf(row) === key) return index;
  }
  return -1;
}

function gridRow<Row>(row: Row, options: GridOptions<Row>): GridRow {
  const { onOpen, onTick, narrow } = options;
  return {
    key: options.keyOf(row),
    cells: (id) => options.columns.find((column) => column.id === id)?.cell(row),
    narrow: () => narrow?.cell(row),
    under: () => options.under?.(row),
    open: onOpen === undefined ? undefined : () => onOpen(row),
    goTo: options.goTo?.(row),
    tick: onTick === undefined ? undefined : () => onTick(row),
    isTicked: options.isTicked?.(row),
    isQuiet: options.isQuiet?.(row) ?? false,
    isSum: options.isSum?.(row) ?? false,
    level: options.tree?.level(row) ?? 1,
    isFolded: options.tree?.isFolded(row),
    fold: (isFolded) => options.tree?.fold(row, isFolded),
    text: () =>
      options.columns
        .filter((column) => column.value !== undefined)
        .map((column) => String(column.value?.(row) ?? ''))
        .join('\t'),
  };
}

/** Rows of a list in memory. */
export function localRows<Row>(rows: readonly Row[]): RowSource<Row> {
  return { total: rows.length, row: (index) => rows[index], ensure: () => undefined, isLocal: true };
}
