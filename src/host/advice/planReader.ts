import type { Node, RawStmt, TypeName } from 'libpg-query';
import type {
  ColumnUse,
  Condition,
  ExpressionCondition,
  PlanReader,
  SortKey,
} from '../../analysis/advice/condition.ts';
import { expressionCondition } from './planExpression.ts';
import type { SqlParser } from '../sql/sqlParser.ts';
import type { StatementWriter } from '../sql/statementWriter.ts';

/** References to results of other parts of a plan, which are values to the part that uses them. */
const planReferences = /\((?:hashed )?(?:InitPlan|SubPlan) \d+(?: \(returns [^)]*\))?\)(?:\.col\d+)?|\$\d+/g;

const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '=': '=' };
const uses: Readonly<Record<string, Condition['use']>> = {
  '=': 'equal',
  '<': 'range',
  '>': 'range',
  '<=': 'range',
  '>=': 'range',
};

type Side = { readonly column: ColumnUse; readonly castTo: string | null };

function nameOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : ''));
}

function columnOf(node: Node | undefined): ColumnUse | null {
  if (node === undefined || !('ColumnRef' in node)) return null;
  const fields = nameOf(node.ColumnRef.fields);
  const column = fields.at(-1);
  if (column === undefined || column === '' || fields.length > 2) return null;
  return { relation: fields.length === 2 ? (fields[0] ?? null) : null, column };
}

const typeText = (type: TypeName | undefined) => nameOf(type?.names).join('.');

/** A column, bare or cast. */
function sideOf(node: Node | undefined): Side | null {
  if (node !== undefined && 'TypeCast' in node) {
    const column = columnOf(node.TypeCast.arg);
    return column === null ? null : { column, castTo: typeText(node.TypeCast.typeName) };
  }
  const column = columnOf(node);
  return column === null ? null : { column, castTo: null };
}

/** True where the text of the tree names a column: then it is not a value. */
const namesColumn = (node: Node | undefined) => JSON.stringify(node ?? null).includes('"ColumnRef"');

/** What a comparison says of the columns on its sides. */
function comparison(expression: Extract<Node, { A_Expr: unknown }>['A_Expr']): readonly Condition[] {
  const operator = nameOf(expression.name).at(-1) ?? '';
  const isAny = expression.kind === 'AEXPR_OP_ANY';
  const use = isAny && operator === '=' ? 'any' : uses[operator];
  if (use === undefined || (isAny && use !== 'any') || (!isAny && expression.kind !== 'AEXPR_OP')) return [];
  const found: Condition[] = [];
  const add = (mine: Node | undefined, other: Node | undefined, kind: Condition['use']) => {
    const side = sideOf(mine);
    if (side === null) return;
    const otherSide = sideOf(other);
    if (otherSide === null && namesColumn(other)) return;
    found.push({ ...side.column, castTo: side.castTo, use: kind, with: otherSide?.column ?? null });
  };
  add(expression.lexpr, expression.rexpr, use);
  if (!isAny && mirrored[operator] !== undefined) add(expression.rexpr, expression.lexpr, use);
  return found;
}

function conjunct(node: Node): readonly Condition[] {
  if ('A_Expr' in node) return comparison(node.A_Expr);
  const plain = (column: ColumnUse | null, use: Condition['use']): readonly Condition[] =>
    column === null ? [] : [{ ...column, castTo: null, use, with: null }];
  if ('NullTest' in node)
    return node.NullTest.nulltesttype === 'IS_NULL' ? plain(columnOf(node.NullTest.arg), 'isNull') : [];
  if ('ColumnRef' in node) return plain(columnOf(node), 'true');
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'NOT_EXPR')
    return plain(columnOf(node.BoolExpr.args?.[0]), 'false');
  return [];
}

/** The parts of a condition that all have to hold. */
function conjuncts(node: Node): readonly Node[] {
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR') return (node.BoolExpr.args ?? []).flatMap(conjuncts);
  return [node];
}

function sortKeyOf(node: Node): SortKey | null {
  if (!('SortBy' in node)) return null;
  const { SortBy: key } = node;
  const column = columnOf(key.node);
  if (column === null || (key.useOp ?? []).length > 0) return null;
  const isDescending = key.sortby_dir === 'SORTBY_DESC';
  const isNullsFirst =
    key.sortby_nulls === undefined || key.sortby_nulls === 'SORTBY_NULLS_DEFAULT'
      ? isDescending
      : key.sortby_nulls === 'SORTBY_NULLS_FIRST';
  return { ...column, isDescending, isNullsFirst };
}

/** Reads what a plan prints with the parser of SQL. The server prints expressions as SQL, but for names of its own. */
export function planReader(parser: SqlParser, writer: StatementWriter): PlanReader {
  const selectOf = (sql: string) => {
    let statements: readonly RawStmt[];
    try {
      statements = parser.statements(sql.replaceAll(planReferences, 'null'));
    } catch {
      // The plan prints something that is not SQL: then nothing is known of this condition.
      return null;
    }
    const statement = statements[0]?.stmt;
    return statement !== undefined && 'SelectStmt' in statement ? statement.SelectStmt : null;
  };
  return {
    conditions: (text) => {
      if (text === '') return { served: [], expressions: [], hasOthers: false };
      const where = selectOf(`select where ${text}`)?.whereClause;
      if (where === undefined) return { served: [], expressions: [], hasOthers: true };
      const nodes = conjuncts(where);
      const parts = nodes.map(conjunct);
      const expressions = nodes.flatMap((node, place): readonly ExpressionCondition[] => {
        const isServed = (parts[place] ?? []).some(({ castTo }) => castTo === null);
        const found = isServed ? null : expressionCondition(node, writer);
        return found === null ? [] : [found];
      });
      return { served: parts.flat(), expressions, hasOthers: parts.some((served) => served.length === 0) };
    },
    sortKeys: (texts) => {
      if (texts.length === 0) return null;
      const keys = (selectOf(`select order by ${texts.join(', ')}`)?.sortClause ?? []).map(sortKeyOf);
      return keys.length === texts.length && keys.every((key) => key !== null) ? keys : null;
    },
  };
}
