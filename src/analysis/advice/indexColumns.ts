import type { Condition, SortKey } from './condition.ts';
import type { CandidateColumn, IndexCandidate } from './indexCandidate.ts';
import type { TableColumn, TableFacts } from './tableFacts.ts';

/** The columns of a candidate, and what they are for. */
export type ColumnList = Pick<IndexCandidate, 'columns' | 'heldCount' | 'givesOrder'>;

/** The conditions of a scan, taken apart by what an index can do for them. */
export type ServableColumns = {
  /** Columns held to one value, the most telling first. */
  readonly equal: readonly string[];
  /** Columns held to one of several values: they cost the order of what follows. */
  readonly any: readonly string[];
  readonly range: readonly string[];
};

/** Casts that change how a value is written, not what it is: an index on the bare column serves them. */
function isHarmlessCast(column: TableColumn, castTo: string | null): boolean {
  return castTo === null || (castTo === 'text' && column.type.startsWith('character varying'));
}

/** More different values tell more; unknown counts as few. */
function distinctValues(table: TableFacts, name: string): number {
  return table.columns.find((column) => column.name === name)?.statistics?.distinct ?? 0;
}

/** What an index on the table could serve of the conditions. */
export function servableColumns(table: TableFacts, conditions: readonly Condition[]): ServableColumns {
  const usable = conditions.filter(({ column: name, castTo, with: other, relation }) => {
    const column = table.columns.find((each) => each.name === name);
    const isOwnRow = other !== null && other.relation === relation;
    return column !== undefined && column.isOrdered && isHarmlessCast(column, castTo) && !isOwnRow;
  });
  const named = (uses: readonly Condition['use'][]) => [
    ...new Set(usable.filter(({ use }) => uses.includes(use)).map(({ column }) => column)),
  ];
  const equal = named(['equal', 'isNull', 'true', 'false']);
  const any = named(['any']).filter((name) => !equal.includes(name));
  const range = named(['range']).filter((name) => !equal.includes(name) && !any.includes(name));
  const byTelling = (names: readonly string[]) =>
    names.toSorted((one, other) => distinctValues(table, other) - distinctValues(table, one));
  return { equal: byTelling(equal), any: byTelling(any), range: byTelling(range) };
}

const ascending = (column: string): CandidateColumn => ({ column, isDescending: false, isNullsFirst: false });

/**
 * Column lists for rows that a condition keeps: all equalities and one range; the most telling column alone, which is
 * smaller and serves more statements.
 */
export function filterColumns({ equal, any, range }: ServableColumns): readonly ColumnList[] {
  const whole = [...equal, ...any, ...range.slice(0, 1)];
  const [first] = whole;
  if (first === undefined) return [];
  const lists = whole.length > 1 ? [whole, [first]] : [whole];
  const held = [...equal, ...any];
  return lists.map((names) => ({
    columns: names.map(ascending),
    heldCount: names.filter((name) => held.includes(name)).length,
    givesOrder: false,
  }));
}

/** Column lists for the first rows in an order: the equalities, then the order. Null where the table has not all keys. */
export function orderColumns(
  table: TableFacts,
  { equal }: ServableColumns,
  keys: readonly SortKey[],
): ColumnList | null {
  const isKnown = keys.every(({ column }) => table.columns.some(({ name, isOrdered }) => name === column && isOrdered));
  if (keys.length === 0 || !isKnown) return null;
  const order = keys.filter(({ column }) => !equal.includes(column));
  const columns = [
    ...equal.map(ascending),
    ...order.map(({ column, isDescending, isNullsFirst }) => ({ column, isDescending, isNullsFirst })),
  ];
  return { columns, heldCount: equal.length, givesOrder: true };
}
