import type { Node } from 'libpg-query';
import type { CandidateColumn } from '../../analysis/advice/indexCandidate.ts';
import type { SqlParser } from '../sql/sqlParser.ts';

/** The index that advice's `sql` makes. */
export type AdvisedIndex = {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly CandidateColumn[];
};

function columnOf(node: Node): CandidateColumn | null {
  if (!('IndexElem' in node)) return null;
  const { name: column, ordering, nulls_ordering: nulls } = node.IndexElem;
  if (column === undefined) return null;
  const isDescending = ordering === 'SORTBY_DESC';
  const isNullsFirst =
    nulls === undefined || nulls === 'SORTBY_NULLS_DEFAULT' ? isDescending : nulls === 'SORTBY_NULLS_FIRST';
  return { column, isDescending, isNullsFirst };
}

/** Reads the index back from the statements of an advice; null where they make none. */
export function advisedIndex(parser: SqlParser, sql: string): AdvisedIndex | null {
  for (const { stmt } of parser.statements(sql)) {
    if (stmt === undefined || !('IndexStmt' in stmt)) continue;
    const { relation, indexParams } = stmt.IndexStmt;
    const columns = (indexParams ?? []).map(columnOf);
    const [schema, table] = [relation?.schemaname, relation?.relname];
    if (schema === undefined || table === undefined || columns.some((column) => column === null)) continue;
    return { schema, table, columns: columns.flatMap((column) => column ?? []) };
  }
  return null;
}
