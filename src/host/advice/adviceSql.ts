import type { Node } from 'libpg-query';
import type { CandidateColumn } from '../../analysis/advice/indexCandidate.ts';
import type { SqlParser } from '../sql/sqlParser.ts';

/** The index that advice's `sql` makes. */
export type AdvisedIndex = {
  readonly kind: 'index';
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  /** Null where it is of expressions, or no plain B-tree: then only its name tells it. */
  readonly columns: readonly CandidateColumn[] | null;
};

/** What the statements of an advice do, as far as it can be measured again. */
export type AdvisedChange =
  | AdvisedIndex
  | { readonly kind: 'setting'; readonly names: readonly string[] }
  | { readonly kind: 'joint statistics'; readonly name: string; readonly schema: string }
  | { readonly kind: 'upkeep'; readonly what: 'ANALYZE' | 'VACUUM' }
  | { readonly kind: 'rewrite'; readonly sql: string };

function columnOf(node: Node): CandidateColumn | null {
  if (!('IndexElem' in node)) return null;
  const { name: column, ordering, nulls_ordering: nulls, opclass } = node.IndexElem;
  if (column === undefined || (opclass ?? []).length > 0) return null;
  const isDescending = ordering === 'SORTBY_DESC';
  const isNullsFirst =
    nulls === undefined || nulls === 'SORTBY_NULLS_DEFAULT' ? isDescending : nulls === 'SORTBY_NULLS_FIRST';
  return { column, isDescending, isNullsFirst };
}

function indexOf(node: Node): AdvisedIndex | null {
  if (!('IndexStmt' in node)) return null;
  const { relation, indexParams, idxname: name, accessMethod = 'btree' } = node.IndexStmt;
  const [schema, table] = [relation?.schemaname, relation?.relname];
  if (schema === undefined || table === undefined || name === undefined) return null;
  const columns = (indexParams ?? []).map(columnOf);
  const isPlain = accessMethod === 'btree' && columns.every((column) => column !== null);
  return { kind: 'index', schema, table, name, columns: isPlain ? columns.flatMap((column) => column ?? []) : null };
}

function namesOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) =>
    'String' in node && node.String.sval !== undefined ? [node.String.sval] : [],
  );
}

/** What the statements above the undo of an advice do; null where there is nothing to measure, or they cannot be read. */
export function advisedChange(parser: SqlParser, sql: string): AdvisedChange | null {
  const [up = ''] = sql.split('\n-- down\n');
  const nodes = parser.statements(up).flatMap(({ stmt }) => stmt ?? []);
  for (const node of nodes) {
    const index = indexOf(node);
    if (index !== null) return index;
    if ('CreateStatsStmt' in node) {
      const [schema = '', name = ''] = namesOf(node.CreateStatsStmt.defnames);
      return { kind: 'joint statistics', schema, name };
    }
  }
  const settings = nodes.flatMap((node) =>
    'VariableSetStmt' in node && node.VariableSetStmt.name !== undefined ? [node.VariableSetStmt.name] : [],
  );
  if (settings.length > 0) return { kind: 'setting', names: settings };
  const [first, second] = nodes;
  if (first === undefined) return null;
  if ('VacuumStmt' in first)
    return { kind: 'upkeep', what: first.VacuumStmt.is_vacuumcmd === true ? 'VACUUM' : 'ANALYZE' };
  const isStatement = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].some(
    (kind) => kind in first,
  );
  return isStatement && second === undefined ? { kind: 'rewrite', sql: up.trim().replace(/;$/, '') } : null;
}
