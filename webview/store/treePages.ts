import type { PageRequest } from '../../src/protocol/heapRows.ts';
import { PagedRows, type ListPage, type RowOrder } from './pagedRows.ts';

/** A row of a tree that stays where it is. `path` names it: its number in each branch from the top, `12.0.3`. */
export type TreeRow<Row> = {
  readonly row: Row;
  readonly path: string;
  /** From 1. */
  readonly level: number;
  readonly isOpen: boolean;
};

/** Asks for the rows below one; null: those at the top. */
export type AskBranch<Row> = (parent: Row | null, page: PageRequest, signal: AbortSignal) => Promise<ListPage<Row>>;

/** Rows below one, and those of them that are open, in their order. */
type Branch<Row> = { readonly pages: PagedRows<Row>; open: readonly Opened<Row>[] };
type Opened<Row> = { readonly at: number; readonly branch: Branch<Row> };

/** A place in the tree: a branch, the number of the row in it, and the numbers that lead there. */
type Spot<Row> = { readonly branch: Branch<Row>; readonly at: number; readonly path: readonly number[] };

/** The lines of a branch; one while nobody knows how many. */
function lengthOf<Row>({ pages, open }: Branch<Row>): number {
  return (pages.total ?? 1) + open.reduce((sum, { branch }) => sum + lengthOf(branch), 0);
}

function spotOf<Row>(branch: Branch<Row>, line: number, path: readonly number[]): Spot<Row> {
  let before = 0;
  for (const { at, branch: inner } of branch.open) {
    const from = at + 1 + before;
    if (line < from) break;
    const length = lengthOf(inner);
    if (line < from + length) return spotOf(inner, line - from, [...path, at]);
    before += length;
  }
  return { branch, at: line - before, path: [...path, line - before] };
}

/**
 * A tree of any size in which each branch comes by pages as it comes into sight. A branch is asked for when it is
 * opened; the filter is for the top alone.
 */
export class TreePages<Row> {
  private readonly ask: AskBranch<Row>;
  private readonly changed: () => void;
  private readonly top: Branch<Row>;

  constructor(ask: AskBranch<Row>, order: RowOrder, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
    this.top = { pages: this.pagesBelow(null, order), open: [] };
  }

  get order(): RowOrder {
    return this.top.pages.order;
  }

  /** Lines that are open now; null until the first page has come. */
  get total(): number | null {
    return this.top.pages.total === null ? null : lengthOf(this.top);
  }

  /** The rows at the top, for a copy of them. */
  get roots(): PagedRows<Row> {
    return this.top.pages;
  }

  /** Why rows are missing; null where none are. */
  get failure(): unknown {
    const pending = [this.top];
    for (let branch = pending.pop(); branch !== undefined; branch = pending.pop()) {
      if (branch.pages.failure !== null) return branch.pages.failure;
      pending.push(...branch.open.map((opened) => opened.branch));
    }
    return null;
  }

  row(line: number): TreeRow<Row> | undefined {
    const { branch, at, path } = spotOf(this.top, line, []);
    const row = branch.pages.row(at);
    if (row === undefined) return undefined;
    const isOpen = branch.open.some((opened) => opened.at === at);
    return { row, path: path.join('.'), level: path.length, isOpen };
  }

  ensure(start: number, end: number): void {
    this.top.pages.ensure(0, 1);
    for (let line = start; line < end; line += 1) {
      const { branch, at } = spotOf(this.top, line, []);
      branch.pages.ensure(at, at + 1);
    }
  }

  /** The line on which a row stands; -1 where it is not in an open branch. */
  lineOf(path: string): number {
    let branch: Branch<Row> | undefined = this.top;
    let line = -1;
    for (const at of path.split('.').map(Number)) {
      if (branch === undefined) return -1;
      const above = branch.open.filter((opened) => opened.at < at);
      line += 1 + at + above.reduce((sum, opened) => sum + lengthOf(opened.branch), 0);
      branch = branch.open.find((opened) => opened.at === at)?.branch;
    }
    return line;
  }

  fold({ path, row }: TreeRow<Row>, isFolded: boolean): void {
    const { branch, at } = spotOf(this.top, this.lineOf(path), []);
    const others = branch.open.filter((opened) => opened.at !== at);
    const closed = branch.open.find((opened) => opened.at === at);
    if (closed !== undefined) closeBranch(closed.branch);
    const opened = isFolded ? [] : [{ at, branch: { pages: this.pagesBelow(row, this.order), open: [] } }];
    branch.open = [...others, ...opened].sort((a, b) => a.at - b.at);
    for (const { branch: inner } of opened) inner.pages.ensure(0, 1);
    this.changed();
  }

  /** Asks everything anew in another order; all branches close. */
  reorder(order: RowOrder): void {
    for (const { branch } of this.top.open) closeBranch(branch);
    this.top.open = [];
    this.top.pages.reorder(order);
  }

  close(): void {
    closeBranch(this.top);
  }

  private pagesBelow(parent: Row | null, order: RowOrder): PagedRows<Row> {
    const own = parent === null ? order : { ...order, filter: '' };
    return new PagedRows<Row>((page, signal) => this.ask(parent, page, signal), own, this.changed);
  }
}

function closeBranch<Row>({ pages, open }: Branch<Row>): void {
  pages.close();
  for (const { branch } of open) closeBranch(branch);
}
