import { isSyntaxNode, listOf, partOf, type SyntaxNode } from '../../analysis/advice/syntaxNode.ts';
import type { SqlParser } from './sqlParser.ts';

/** The text of a statement by its tree, such as `{SelectStmt: …}`; null where it cannot be written faithfully. */
export type StatementWriter = (tree: SyntaxNode) => string | null;

/** Fields that tell of the text that a tree was read from, and nothing of what it means. */
const textual = new Set([
  'location',
  'stmt_location',
  'stmt_len',
  'list_start',
  'list_end',
  'name_location',
  'rexpr_list_start',
  'rexpr_list_end',
]);

/** Conditions within conditions of the same kind, as one list: where the brackets stand does not matter. */
function flat(boolop: unknown, args: readonly unknown[]): readonly unknown[] {
  return args.flatMap((each) => {
    const inner = partOf(each, 'BoolExpr');
    return inner !== null && inner['boolop'] === boolop ? flat(boolop, listOf(inner, 'args')) : [each];
  });
}

function meaningOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaningOf);
  if (!isSyntaxNode(value)) return value;
  const { boolop, args } = value;
  if ((boolop === 'AND_EXPR' || boolop === 'OR_EXPR') && Array.isArray(args))
    return { boolop, args: flat(boolop, args).map(meaningOf) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => !textual.has(field))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([field, part]) => [field, meaningOf(part)]),
  );
}

const same = (one: unknown, other: unknown) => JSON.stringify(meaningOf(one)) === JSON.stringify(meaningOf(other));

/** Writes statements, and reads each again: one that does not mean what its tree says is not given. */
export async function statementWriter(parser: SqlParser): Promise<StatementWriter> {
  const { Deparser } = await import('pgsql-deparser');
  return (tree) => {
    try {
      const [kind, node] = Object.entries(tree)[0] ?? ['', {}];
      const sql = Deparser.deparse(Object.assign(Object.create(null), { [kind]: node }), { pretty: true });
      const [read, second] = parser.statements(sql);
      return second === undefined && same(read?.stmt, tree) ? sql : null;
    } catch {
      // The package cannot write everything that the parser reads: then there is no text.
      return null;
    }
  };
}
