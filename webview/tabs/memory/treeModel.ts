import { html } from 'lit';
import { gridModel, type Column, type GridModel } from '../../lists/gridModel.ts';
import type { TreePages, TreeRow } from '../../store/treePages.ts';

export type TreeOptions<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly hasBelow: (row: Row) => boolean;
  readonly under: (row: Row) => unknown;
  readonly goTo: (row: Row) => (() => void) | undefined;
  readonly sorted: () => void;
};

/** The column of a plain list, in a tree of its rows. */
function inTree<Row>({ cell, value, ...about }: Column<Row>): Column<TreeRow<Row>> {
  return { ...about, cell: ({ row }) => cell(row), ...(value === undefined ? {} : { value: ({ row }) => value(row) }) };
}

/** The model of a tree whose branches come by pages. */
export function treeModel<Row>(pages: TreePages<Row>, options: TreeOptions<Row>): GridModel {
  const { sort, descending, filter } = pages.order;
  return gridModel<TreeRow<Row>>({
    label: options.label,
    columns: options.columns.map(inTree),
    source: {
      total: pages.total,
      row: (line) => pages.row(line),
      ensure: (start, end) => pages.ensure(start, end),
      indexOf: (path) => pages.lineOf(path),
    },
    keyOf: ({ path }) => path,
    order: { sort, descending },
    onSort: (next, isDescending) => {
      pages.reorder({ sort: next, descending: isDescending, filter });
      options.sorted();
    },
    tree: {
      level: ({ level }) => level,
      isFolded: ({ row, isOpen }) => (options.hasBelow(row) ? !isOpen : undefined),
      fold: (row, isFolded) => pages.fold(row, isFolded),
      step: 16,
    },
    under: ({ row }) => options.under(row),
    goTo: ({ row }) => options.goTo(row),
    empty: filter === '' ? html`<span>None.</span>` : `Nothing here has “${filter}” in its name.`,
  });
}
