import { bareComparison, type BareComparison } from './bareColumn.ts';
import { castNode } from './builtSyntax.ts';
import type { RewriteCandidate } from './candidate.ts';
import { countText } from './gates.ts';
import { causeIn, columnOf, isSteady, relationsOf, type NamedColumn, type Relation } from './relations.ts';
import type { StatementFacts } from './rule.ts';
import { isSyntaxNode, listOf, namesIn, partOf, replaced, type SyntaxNode } from './syntaxNode.ts';

/** Smaller tables are read whole as fast. */
const rowsMin = 1_000;

export const isPartitionKey = ({ relation, column }: NamedColumn): boolean =>
  relation.table.partitionKey.includes(column.name);

/** True where an index of the table begins with the column alone. */
export const leadsIndex = ({ relation, column }: NamedColumn): boolean =>
  relation.table.indexes.some(
    ({ columns, isValid, isPartial }) => isValid && !isPartial && columns[0]?.column === column.name,
  );

/** Every comparison of a statement that stands in a tree, the outer ones first. */
function comparisonsIn(syntax: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const waiting: unknown[] = [syntax];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (isSyntaxNode(value) && partOf(value, 'A_Expr') !== null) found.push(value);
    if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value).toReversed());
  }
  return found;
}

/** Types that the plan casts columns to, by the names of the columns: those that an index cannot serve. */
function castsOf({ scans }: StatementFacts): ReadonlyMap<string, string> {
  const casts = new Map<string, string>();
  for (const { scan } of scans)
    for (const { column, castTo } of scan.filter) if (castTo !== null && castTo !== 'text') casts.set(column, castTo);
  return casts;
}

/** The comparison with its value as one of the column's type, where the plan casts the column instead. */
function castComparison(
  old: SyntaxNode,
  relations: readonly Relation[],
  casts: ReadonlyMap<string, string>,
): BareComparison | null {
  const expression = partOf(old, 'A_Expr');
  if (expression === null) return null;
  const sides = [expression['lexpr'], expression['rexpr']];
  const at = sides.findIndex((side) => columnOf(side, relations) !== null);
  const named = columnOf(sides[at], relations);
  const value = partOf({ value: sides[1 - at] }, 'value');
  const target = named === null ? undefined : casts.get(named.column.name);
  const operator = namesIn(expression, 'name').at(-1);
  if (named === null || value === null || target === undefined || operator !== '=' || !isSteady(value)) return null;
  const { type } = named.column;
  const cast = (each: SyntaxNode) => castNode(each, type, expression['kind'] === 'AEXPR_OP_ANY');
  const list = partOf(value, 'List');
  const items = list === null ? [] : listOf(list, 'items').map(cast);
  if (items.includes(null)) return null;
  const given = list === null ? cast(value) : { List: { ...list, items } };
  if (given === null) return null;
  return {
    ...named,
    old,
    bare: { A_Expr: { ...expression, [at === 0 ? 'rexpr' : 'lexpr']: given } },
    wrapped: `a cast to ${target}`,
    isCast: true,
    caveat: `A value that is no ${type} is then rounded to one, or is an error.`,
  };
}

/** All comparisons of a statement that can be said with their columns alone. */
function bareComparisons(facts: StatementFacts): readonly BareComparison[] {
  const relations = relationsOf(facts.syntax, facts.scans);
  const casts = castsOf(facts);
  return comparisonsIn(facts.syntax).flatMap(
    (old) => bareComparison(old, relations) ?? castComparison(old, relations, casts) ?? [],
  );
}

/** The statement with the wanted comparisons said with their columns alone; none where there are none. */
export function bareRewrites(
  rule: string,
  facts: StatementFacts,
  isWanted: (comparison: BareComparison) => boolean,
): readonly RewriteCandidate[] {
  const wanted = bareComparisons(facts).filter(
    (comparison) => isWanted(comparison) && comparison.relation.table.rows >= rowsMin,
  );
  const [first] = wanted;
  if (first === undefined) return [];
  const { relation, column, wrapped } = first;
  const { table } = relation;
  const removed = facts.scans
    .filter(({ table: scanned }) => scanned.name === table.name)
    .reduce((sum, { scan }) => sum + scan.rowsRemoved, 0);
  const purpose = isPartitionKey(first) ? 'leave partitions out' : 'use the index on it';
  return [
    {
      kind: 'rewrite',
      rule,
      cause: causeIn(relation),
      seen: `compares ${wrapped} of ${column.name} and throws ${countText(removed)} rows of ${table.name} away`,
      what: `${column.name} compared as it is, without ${wrapped}`,
      text: `Compare ${column.name} itself, without ${wrapped}: then the server can ${purpose}. As it is, it throws ${countText(removed)} rows of ${table.name} away after computing the value for each.`,
      caveats: [...new Set(wanted.flatMap(({ caveat }) => caveat ?? []))],
      evidence: [{ name: `rows of ${table.name} thrown away`, value: removed, unit: 'count' }],
      gives: 'same',
      tree: wanted.reduce((tree, { old, bare }) => replaced(tree, old, bare), facts.syntax),
    },
  ];
}
