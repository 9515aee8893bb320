import { columnNode, resultNode, selectNode, subqueryNode, wholeNumberNode } from './builtSyntax.ts';
import { columnName } from './relations.ts';
import { holdsKind, isSyntaxNode, listOf, namesIn, partOf, replaced, textIn, type SyntaxNode } from './syntaxNode.ts';

/** The name of the rows of all parts together; unusual, so that it hides no name of the statement. */
const together = 'matched_rows';

const ofWhole = ['withClause', 'sortClause', 'limitCount', 'limitOffset', 'limitOption'] as const;

const aggregates =
  /^(count|sum|avg|min|max|array_agg|string_agg|bool_and|bool_or|every|jsonb?_agg|jsonb?_object_agg|stddev\w*|var\w*|percentile_\w+|mode)$/;

function isAggregated(select: SyntaxNode): boolean {
  if ('groupClause' in select || 'havingClause' in select || 'distinctClause' in select) return true;
  return (
    findNodes(select['targetList'], (node) => {
      const call = partOf(node, 'FuncCall');
      return call !== null && (call['agg_star'] === true || aggregates.test(namesIn(call, 'funcname').at(-1) ?? ''));
    }).length > 0
  );
}

/** Nodes of a tree, but not those in its subqueries. */
function findNodes(root: unknown, isWanted: (node: SyntaxNode) => boolean): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (isSyntaxNode(value) && isWanted(value)) found.push(value);
    else if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value).toReversed());
  }
  return found;
}

const without = (select: SyntaxNode, fields: readonly string[]): SyntaxNode =>
  Object.fromEntries(Object.entries(select).filter(([field]) => !fields.includes(field)));

/** A part as it stands in a UNION: without what belongs to the whole. */
const partNode = (part: SyntaxNode): SyntaxNode => ({ ...without(part, ofWhole), limitOption: 'LIMIT_OPTION_DEFAULT' });

function unionNode(parts: readonly SyntaxNode[]): SyntaxNode {
  const [first, ...others] = parts.map(partNode);
  return others.reduce<SyntaxNode>(
    (larg, rarg) => ({ limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_UNION', all: true, larg, rarg }),
    first,
  );
}

const partsOfWhole = (select: SyntaxNode): SyntaxNode =>
  Object.fromEntries(Object.entries(select).filter(([field]) => ofWhole.some((each) => each === field)));

/** The sort keys by the names of output columns; null where one is none. */
function outputOrder(select: SyntaxNode): readonly SyntaxNode[] | null {
  const targets = listOf(select, 'targetList').map((each) => partOf(each, 'ResTarget'));
  const hasStar = targets.some((target) => holdsKind(target, 'A_Star'));
  const keys = listOf(select, 'sortClause').map((each) => {
    const sort = partOf(each, 'SortBy');
    const node = sort?.['node'];
    if (sort === null || partOf(node, 'A_Const') !== null) return each;
    const wanted = columnName(node);
    if (wanted === null) return null;
    const isOutput = targets.some((target) => {
      const given = columnName(target?.['val']);
      const output = textIn(target, 'name') || given?.name;
      return output === wanted.name && (wanted.alias === null || given?.alias === wanted.alias);
    });
    return isOutput || hasStar ? { SortBy: { ...sort, node: columnNode(wanted.name) } } : null;
  });
  const known = keys.filter((key) => key !== null);
  return known.length === keys.length ? known : null;
}

/** The statement over the parts as one subquery, for what has to see all rows at once. */
function overSubquery(select: SyntaxNode, parts: readonly SyntaxNode[]): SyntaxNode | null {
  const outer = without(select, ['fromClause', 'whereClause']);
  const outputs = listOf(select, 'targetList').map((each) => textIn(partOf(each, 'ResTarget'), 'name'));
  const uses = findNodes(outer, (node) => partOf(node, 'ColumnRef') !== null);
  if (uses.some((node) => columnName(node) === null) || holdsKind(outer, 'SubLink')) return null;
  const names = new Map<string, { readonly use: SyntaxNode; readonly column: string }>();
  let made = outer;
  for (const use of uses) {
    const wanted = columnName(use);
    if (wanted === null || (wanted.alias === null && outputs.includes(wanted.name))) continue;
    const key = `${wanted.alias ?? ''}.${wanted.name}`;
    const isTaken = [...names].some(([other, { column }]) => other !== key && column === wanted.name);
    const column = names.get(key)?.column ?? (isTaken ? `${wanted.alias ?? 'other'}_${wanted.name}` : wanted.name);
    names.set(key, { use, column });
    made = replaced(made, use, columnNode(together, column));
  }
  const targets = [...names.values()].map(({ use, column }) => resultNode(use, column));
  const targetList = targets.length === 0 ? [resultNode(wholeNumberNode(1))] : targets;
  const inner = parts.map((part) => ({
    ...without(part, ['groupClause', 'havingClause', 'distinctClause']),
    targetList,
  }));
  const query = { SelectStmt: unionNode(inner) };
  return selectNode({ ...made, fromClause: [subqueryNode(query, together)] });
}

/** The statement as UNION ALL of parts that differ in their conditions only; null where it cannot be said so. */
export function unionOf(select: SyntaxNode, parts: readonly SyntaxNode[]): SyntaxNode | null {
  if (select['op'] !== 'SETOP_NONE' || 'lockingClause' in select || 'windowClause' in select) return null;
  if (holdsKind(select['targetList'], 'over')) return null;
  if (isAggregated(select)) return overSubquery(select, parts);
  const order = outputOrder(select);
  if (order === null) return null;
  const sorted = order.length === 0 ? {} : { sortClause: order };
  return { SelectStmt: { ...unionNode(parts), ...partsOfWhole(select), ...sorted } };
}
