import type { RawStmt } from 'libpg-query';
import { isSyntaxNode, visitSyntax, type SyntaxNode } from '../../analysis/advice/syntaxNode.ts';

/** A table or view that a statement names, with the name it is called by. */
export type NamedRelation = { readonly schema: string | null; readonly relation: string; readonly alias: string };

/** How a parameter is used: compared with a column, or as a number of rows. */
export type ParameterContext =
  | {
      readonly kind: 'column';
      readonly number: number;
      /** Null: the column is named alone, and any of the relations may have it. */
      readonly qualifier: string | null;
      readonly column: string;
      /**
       * `equal`: any common value fits; `low` and `high`: the ends of a range; `list`: an array of values; `pattern`: of
       * LIKE; `piece`: a part of such a pattern.
       */
      readonly use: 'equal' | 'low' | 'high' | 'list' | 'pattern' | 'piece';
    }
  | { readonly kind: 'limit' | 'offset'; readonly number: number };

export type ParameterUses = {
  readonly relations: readonly NamedRelation[];
  readonly contexts: readonly ParameterContext[];
};

function unwrapped(value: unknown): SyntaxNode | null {
  if (!isSyntaxNode(value)) return null;
  const inner = value['TypeCast'] ?? value['CollateClause'];
  return isSyntaxNode(inner) ? unwrapped(inner['arg']) : value;
}

function parameterOf(value: unknown): number | null {
  const parameter = unwrapped(value)?.['ParamRef'];
  return isSyntaxNode(parameter) ? Number(parameter['number'] ?? 0) : null;
}

function textsOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const text = isSyntaxNode(item) ? item['String'] : undefined;
    return isSyntaxNode(text) ? [String(text['sval'])] : [];
  });
}

/** The column that an expression is, also inside a cast or as the first argument of a function: `lower(name)`. */
function columnOf(value: unknown): { readonly qualifier: string | null; readonly column: string } | null {
  const node = unwrapped(value);
  const reference = node?.['ColumnRef'];
  if (isSyntaxNode(reference)) {
    const names = textsOf(reference['fields']);
    const column = names.at(-1);
    return column === undefined ? null : { qualifier: names.at(-2) ?? null, column };
  }
  const call = node?.['FuncCall'];
  return isSyntaxNode(call) && Array.isArray(call['args']) ? columnOf(call['args'][0]) : null;
}

const uses: Readonly<Record<string, 'equal' | 'low' | 'high'>> = {
  '<': 'low',
  '<=': 'low',
  '>': 'high',
  '>=': 'high',
};
const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function compared(column: unknown, value: unknown, operator: string): readonly ParameterContext[] {
  const [named, number] = [columnOf(column), parameterOf(value)];
  return named === null || number === null
    ? []
    : [{ kind: 'column', number, ...named, use: uses[operator] ?? 'equal' }];
}

/** Parameters that are joined by `||`: `'%' || $1 || '%'`. */
function joinedParameters(value: unknown): readonly number[] {
  const number = parameterOf(value);
  if (number !== null) return [number];
  const expression = unwrapped(value)?.['A_Expr'];
  if (!isSyntaxNode(expression) || textsOf(expression['name']).at(-1) !== '||') return [];
  return [...joinedParameters(expression['lexpr']), ...joinedParameters(expression['rexpr'])];
}

function patterned(column: unknown, pattern: unknown): readonly ParameterContext[] {
  const named = columnOf(column);
  if (named === null) return [];
  const use = parameterOf(pattern) === null ? 'piece' : 'pattern';
  return joinedParameters(pattern).map((number) => ({ kind: 'column', number, ...named, use }));
}

function itemsOf(value: unknown): readonly unknown[] {
  const list = isSyntaxNode(value) ? (value['List'] ?? value['RowExpr']) : undefined;
  const items = isSyntaxNode(list) ? (list['items'] ?? list['args']) : undefined;
  return Array.isArray(items) ? items : [];
}

/** The parameters of a comparison; `(a, b) > ($1, $2)` compares one after the other. */
function ofComparison(node: SyntaxNode): readonly ParameterContext[] {
  const { lexpr: left, rexpr: right } = node;
  const operator = textsOf(node['name']).at(-1) ?? '=';
  const [lefts, rights] = [itemsOf(left), itemsOf(right)];
  switch (node['kind']) {
    case 'AEXPR_IN':
      return rights.flatMap((item) => compared(left, item, '='));
    case 'AEXPR_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
      return [...compared(left, rights[0], '>='), ...compared(left, rights[1], '<=')];
    case 'AEXPR_OP_ANY': {
      const [named, number] = [columnOf(left), parameterOf(right)];
      return named === null || number === null ? [] : [{ kind: 'column', number, ...named, use: 'list' }];
    }
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return patterned(left, right);
    default:
      if (lefts.length > 0 && lefts.length === rights.length)
        return lefts.flatMap((item, index) => compared(item, rights[index], operator));
      return [...compared(left, right, operator), ...compared(right, left, mirrored[operator] ?? operator)];
  }
}

function ofLimits(node: SyntaxNode): readonly ParameterContext[] {
  const [limit, offset] = [parameterOf(node['limitCount']), parameterOf(node['limitOffset'])];
  return [
    ...(limit === null ? [] : [{ kind: 'limit', number: limit } as const]),
    ...(offset === null ? [] : [{ kind: 'offset', number: offset } as const]),
  ];
}

/** The columns that new values go to: of an INSERT by their order, of an UPDATE by their names. */
function ofTargets(kind: string, node: SyntaxNode): readonly ParameterContext[] {
  const relation = isSyntaxNode(node['relation']) ? node['relation'] : {};
  const qualifier = typeof relation['relname'] === 'string' ? relation['relname'] : null;
  const given = (target: unknown, value: unknown): readonly ParameterContext[] => {
    const result = isSyntaxNode(target) ? target['ResTarget'] : undefined;
    const [number, column] = [parameterOf(value), isSyntaxNode(result) ? result['name'] : undefined];
    return number === null || typeof column !== 'string'
      ? []
      : [{ kind: 'column', number, qualifier, column, use: 'equal' }];
  };
  if (kind === 'UpdateStmt')
    return (Array.isArray(node['targetList']) ? node['targetList'] : []).flatMap((target: unknown) => {
      const result = isSyntaxNode(target) ? target['ResTarget'] : undefined;
      return given(target, isSyntaxNode(result) ? result['val'] : undefined);
    });
  const columns = Array.isArray(node['cols']) ? node['cols'] : [];
  const query = isSyntaxNode(node['selectStmt']) ? node['selectStmt']['SelectStmt'] : undefined;
  const rows = isSyntaxNode(query) && Array.isArray(query['valuesLists']) ? query['valuesLists'] : [];
  return rows.flatMap((row: unknown) => itemsOf(row).flatMap((value, index) => given(columns[index], value)));
}

/** What the parameters of a statement are compared with. A parameter may come up more than once. */
export function parameterUses({ stmt }: RawStmt): ParameterUses {
  const relations: NamedRelation[] = [];
  const contexts: ParameterContext[] = [];
  visitSyntax(stmt, (kind, node) => {
    if (typeof node['relname'] === 'string') {
      const alias = isSyntaxNode(node['alias']) ? node['alias']['aliasname'] : undefined;
      relations.push({
        schema: typeof node['schemaname'] === 'string' ? node['schemaname'] : null,
        relation: node['relname'],
        alias: typeof alias === 'string' ? alias : node['relname'],
      });
    }
    if (kind === 'A_Expr') contexts.push(...ofComparison(node));
    if (node['limitCount'] !== undefined || node['limitOffset'] !== undefined) contexts.push(...ofLimits(node));
    if (kind === 'InsertStmt' || kind === 'UpdateStmt') contexts.push(...ofTargets(kind, node));
  });
  return { relations, contexts };
}
