import type { SyntaxNode } from './syntaxNode.ts';

/* Parts of a parse tree, in the shape in which the parser gives them. */

const string = (sval: string): SyntaxNode => ({ String: { sval } });

export const columnNode = (...names: readonly string[]): SyntaxNode => ({ ColumnRef: { fields: names.map(string) } });

export const textNode = (sval: string): SyntaxNode => ({ A_Const: { sval: { sval } } });

export const wholeNumberNode = (ival: number): SyntaxNode => ({
  A_Const: { ival: ival === 0 ? {} : { ival } },
});

export const parameterNode = (number: number): SyntaxNode => ({ ParamRef: { number } });

export const comparisonNode = (operator: string, lexpr: SyntaxNode, rexpr: SyntaxNode): SyntaxNode => ({
  A_Expr: { kind: 'AEXPR_OP', name: [string(operator)], lexpr, rexpr },
});

/** Nodes joined by AND or OR; one alone stays as it is. Those that are joined in the same way are taken apart. */
export function joinedNode(boolop: 'AND_EXPR' | 'OR_EXPR', args: readonly SyntaxNode[]): SyntaxNode {
  const [first] = args;
  return args.length === 1 && first !== undefined ? first : { BoolExpr: { boolop, args } };
}

export const notNode = (arg: SyntaxNode): SyntaxNode => ({ BoolExpr: { boolop: 'NOT_EXPR', args: [arg] } });

export const notTrueNode = (arg: SyntaxNode): SyntaxNode => ({
  BooleanTest: { arg, booltesttype: 'IS_NOT_TRUE' },
});

export const isNullNode = (arg: SyntaxNode): SyntaxNode => ({ NullTest: { arg, nulltesttype: 'IS_NULL' } });

export const callNode = (name: string, args: readonly SyntaxNode[]): SyntaxNode => ({
  FuncCall: { funcname: [string(name)], args, funcformat: 'COERCE_EXPLICIT_CALL' },
});

export const resultNode = (val: SyntaxNode, name?: string): SyntaxNode => ({
  ResTarget: name === undefined ? { val } : { name, val },
});

/** What is always there in a `SelectStmt`. */
export const selectNode = (parts: SyntaxNode): SyntaxNode => ({
  SelectStmt: { limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE', ...parts },
});

export const subqueryNode = (subquery: SyntaxNode, alias: string, columns: readonly string[] = []): SyntaxNode => ({
  RangeSubselect: {
    subquery,
    alias: { aliasname: alias, ...(columns.length === 0 ? {} : { colnames: columns.map(string) }) },
  },
});

/** Names of types as the parser has them, by the way the server prints them. */
const typeNames: Readonly<Record<string, readonly string[]>> = {
  smallint: ['int2'],
  integer: ['int4'],
  bigint: ['int8'],
  real: ['float4'],
  'double precision': ['float8'],
  numeric: ['pg_catalog', 'numeric'],
  boolean: ['bool'],
  character: ['bpchar'],
  'character varying': ['pg_catalog', 'varchar'],
  'timestamp without time zone': ['pg_catalog', 'timestamp'],
  'timestamp with time zone': ['timestamptz'],
  interval: ['pg_catalog', 'interval'],
};

/** The value as one of a type, by the way the server prints it; null where the type needs more to be named. */
export function castNode(arg: SyntaxNode, type: string, isArray = false): SyntaxNode | null {
  const base = type.replace(/\(.*\)/, '');
  const names = typeNames[base] ?? (/^[a-z_][a-z0-9_]*$/.test(base) ? [base] : null);
  if (names === null) return null;
  const bounds = isArray ? { arrayBounds: [{ Integer: { ival: -1 } }] } : {};
  return { TypeCast: { arg, typeName: { names: names.map(string), typemod: -1, ...bounds } } };
}
