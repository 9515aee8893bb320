import type { RawStmt } from 'libpg-query';
import type { SqlStatement } from '../../protocol/plans.ts';
import { isSyntaxNode, visitSyntax, type SyntaxNode } from '../../analysis/advice/syntaxNode.ts';

/** The kind of a statement and what it holds: `('SelectStmt', {…})`; that of what an EXPLAIN explains. */
export function statementNode({ stmt }: RawStmt): readonly [kind: string, node: SyntaxNode] {
  const [kind, node] = Object.entries(stmt ?? {})[0] ?? ['', {}];
  const inner: unknown = isSyntaxNode(node) ? node['query'] : undefined;
  if (kind === 'ExplainStmt' && isSyntaxNode(inner)) {
    const [explained, innerNode] = Object.entries(inner)[0] ?? ['', {}];
    return [explained, isSyntaxNode(innerNode) ? innerNode : {}];
  }
  return [kind, isSyntaxNode(node) ? node : {}];
}

const writing = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Whether a statement reads or writes, also inside its CTEs. What makes a table out of a query is neither. */
export function statementKind(raw: RawStmt): SqlStatement['kind'] {
  const [kind, node] = statementNode(raw);
  if (writing.has(kind)) return 'write';
  if (kind !== 'SelectStmt') return 'other';
  let found: SqlStatement['kind'] = 'select';
  visitSyntax(node, (inner) => {
    if (writing.has(inner)) found = 'write';
  });
  // The query of a CREATE TABLE AS in its other spelling; CTEs and unions may hold it too.
  let hasInto = node['intoClause'] !== undefined;
  visitSyntax(node, (inner) => {
    if (inner === 'intoClause') hasInto = true;
  });
  return hasInto ? 'other' : found;
}

/** True where a SELECT locks the rows that it reads: `for update`. */
export function locksRows(raw: RawStmt): boolean {
  let found = false;
  visitSyntax(raw.stmt, (kind) => {
    if (kind === 'LockingClause') found = true;
  });
  return found;
}

/** Functions whose effects no transaction takes back, by their names. */
const lasting =
  /^(dblink|dblink_exec|dblink_send_query|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_rotate_logfile|pg_switch_wal|pg_create_restore_point|pg_promote|pg_wal_replay_pause|pg_wal_replay_resume|pg_file_write|pg_file_rename|pg_file_unlink|pg_read_file|pg_read_binary_file|pg_ls_dir|pg_stat_file|lo_import|lo_export|pg_logical_emit_message|pg_drop_replication_slot|pg_create_logical_replication_slot|pg_create_physical_replication_slot|pg_replication_slot_advance|pg_stat_reset|pg_stat_reset_shared|pg_stat_statements_reset|pg_notify|query_to_xml|http_get|http_post|http)$/;

/** Names of functions in a statement that reach beyond the database, or whose effects stay whatever is rolled back. */
export function lastingFunctions(raw: RawStmt): readonly string[] {
  const found = new Set<string>();
  visitSyntax(raw.stmt, (kind, node) => {
    const parts = kind === 'FuncCall' && Array.isArray(node['funcname']) ? node['funcname'] : [];
    const last: unknown = parts.at(-1);
    const name = isSyntaxNode(last) && isSyntaxNode(last['String']) ? String(last['String']['sval']) : '';
    if (lasting.test(name)) found.add(name);
  });
  return [...found];
}

/** Numbers of the `$n` that a statement takes, each once, in order. */
export function parameterNumbers(raw: RawStmt): readonly number[] {
  const found = new Set<number>();
  visitSyntax(raw.stmt, (kind, node) => {
    if (kind === 'ParamRef') found.add(Number(node['number'] ?? 0));
  });
  return [...found].toSorted((one, other) => one - other);
}
