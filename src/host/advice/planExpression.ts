import type { Node } from 'libpg-query';
import { isSyntaxNode, listOf, partOf, textIn, visitSyntax } from '../../analysis/advice/syntaxNode.ts';
import type { ExpressionCondition } from '../../analysis/advice/condition.ts';
import type { StatementWriter } from '../sql/statementWriter.ts';

const textsOf = (node: unknown, field: string) => listOf(node, field).map((item) => textIn(item['String'], 'sval'));

type ColumnName = { readonly relation: string | null; readonly column: string };

/** The columns in an expression, each as often as it stands there. */
function columnsIn(node: unknown): readonly ColumnName[] {
  const found: ColumnName[] = [];
  visitSyntax(node, (kind, part) => {
    const names = kind === 'ColumnRef' ? textsOf(part, 'fields') : [];
    const column = names.at(-1);
    if (column !== undefined) found.push({ relation: names.at(-2) ?? null, column });
  });
  return found;
}

/** The same expression with bare names for columns, as an index takes it. */
function withoutRelation(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRelation);
  if (!isSyntaxNode(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, part]) => [
      field,
      field === 'ColumnRef' && isSyntaxNode(part)
        ? { ...part, fields: listOf(part, 'fields').slice(-1) }
        : withoutRelation(part),
    ]),
  );
}

/** An expression as SQL takes it; null where it cannot be written. */
function expressionText(node: unknown, writer: StatementWriter): string | null {
  const target = { ResTarget: { val: withoutRelation(node) } };
  const sql = writer({ SelectStmt: { targetList: [target], limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' } });
  return sql === null
    ? null
    : sql
        .replace(/^SELECT\s+/i, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
}

const castTypes = new Set(['text', 'varchar', 'bpchar']);

/** The column that an expression is, also where only its text is taken. */
function bareColumn(node: unknown): string | null {
  const cast = partOf(node, 'TypeCast');
  if (cast !== null) return castTypes.has(typeName(node) ?? '') ? bareColumn(cast['arg']) : null;
  const reference = partOf(node, 'ColumnRef');
  return reference === null ? null : (textsOf(reference, 'fields').at(-1) ?? null);
}

/** The type that a value is cast to: `jsonb`. */
function typeName(node: unknown): string | null {
  const type = partOf(node, 'TypeCast')?.['typeName'];
  return textsOf(type, 'names').at(-1) ?? null;
}

/** The text that a value is. */
function literal(node: unknown): string | null {
  const cast = partOf(node, 'TypeCast');
  if (cast !== null) return literal(cast['arg']);
  const text = partOf(partOf(node, 'A_Const'), 'sval')?.['sval'];
  return typeof text === 'string' ? text : null;
}

const mirrored: Readonly<Record<string, string>> = {
  '=': '=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '<@': '@>',
  '&&': '&&',
};

/**
 * What a conjunct says of an expression over the columns of one relation; null where it says something else. Where it
 * stands on the other side the operator is turned round.
 */
export function expressionCondition(node: Node, writer: StatementWriter): ExpressionCondition | null {
  const expression = partOf(node, 'A_Expr');
  if (expression === null) return null;
  const isAny = expression['kind'] === 'AEXPR_OP_ANY';
  if (!isAny && expression['kind'] !== 'AEXPR_OP') return null;
  const operator = textsOf(expression, 'name').at(-1) ?? '';
  const { lexpr: left, rexpr: right } = expression;
  const isTurned = columnsIn(left).length === 0;
  if (isTurned && (isAny || mirrored[operator] === undefined)) return null;
  const [mine, value] = isTurned ? [right, left] : [left, right];
  const columns = columnsIn(mine);
  const relations = new Set(columns.map(({ relation }) => relation));
  if (columns.length === 0 || relations.size !== 1 || columnsIn(value).length > 0) return null;
  const text = expressionText(mine, writer);
  if (text === null) return null;
  return {
    relation: columns[0]?.relation ?? null,
    columns: [...new Set(columns.map(({ column }) => column))],
    bare: bareColumn(mine),
    expression: text,
    operator: isTurned ? (mirrored[operator] ?? operator) : operator,
    isAny,
    text: literal(value),
    valueType: typeName(value),
  };
}
