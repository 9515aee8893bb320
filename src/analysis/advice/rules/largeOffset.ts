import { columnNode, comparisonNode, joinedNode, parameterNode, resultNode, wholeNumberNode } from '../builtSyntax.ts';
import type { RewriteCandidate } from '../candidate.ts';
import { countText } from '../gates.ts';
import { renumbered } from '../parameters.ts';
import { childrenOf, everyNode, numberOf, textOf } from '../rawPlan.ts';
import { columnName, columnOf, relationsOf, type NamedColumn, type Relation } from '../relations.ts';
import type { AdviceRule, StatementFacts } from '../rule.ts';
import { isSyntaxNode, listOf, partOf, textIn, type SyntaxNode } from '../syntaxNode.ts';

const name = 'large-offset';
/** Fewer rows than this are passed over in no time. */
const passedOverMin = 1_000;

type Key = NamedColumn & { readonly node: SyntaxNode; readonly isDescending: boolean };

/** Rows that are made and passed over by the outermost LIMIT. */
function passedOver({ plan }: StatementFacts): number {
  const limit = everyNode(plan).find((node) => textOf(node, 'Node Type') === 'Limit');
  const [child] = limit === undefined ? [] : childrenOf(limit);
  return limit === undefined || child === undefined
    ? 0
    : numberOf(child, 'Actual Rows') - numberOf(limit, 'Actual Rows');
}

/** What a sort key stands for: an output column's expression where it is the name or number of one. */
function meant(node: unknown, select: SyntaxNode): unknown {
  const targets = listOf(select, 'targetList').map((each) => partOf(each, 'ResTarget'));
  const number = partOf(node, 'A_Const')?.['ival'];
  if (isSyntaxNode(number)) return targets[Number(number['ival'] ?? 0) - 1]?.['val'];
  const wanted = columnName(node);
  const named = targets.find((target) => wanted?.alias === null && textIn(target, 'name') === wanted.name);
  return named?.['val'] ?? node;
}

function keysOf(select: SyntaxNode, relations: readonly Relation[]): readonly Key[] | null {
  const keys = listOf(select, 'sortClause').map((each) => {
    const sort = partOf(each, 'SortBy');
    const node = meant(sort?.['node'], select);
    const named = columnOf(node, relations);
    const isPlain = sort?.['sortby_nulls'] === 'SORTBY_NULLS_DEFAULT' && sort['sortby_dir'] !== 'SORTBY_USING';
    if (named === null || !isPlain || !isSyntaxNode(node)) return null;
    return { ...named, node, isDescending: sort['sortby_dir'] === 'SORTBY_DESC' };
  });
  const known = keys.flatMap((key) => key ?? []);
  return known.length === keys.length && known.length > 0 ? known : null;
}

/** Keys that tell rows of the table apart, to come after those that do not. */
function furtherKeys(keys: readonly Key[]): readonly Key[] {
  const last = keys.at(-1);
  if (last === undefined) return [];
  const { relation, isDescending } = last;
  const held = keys.filter((key) => key.relation.alias === relation.alias).map(({ column }) => column.name);
  const unique = relation.table.indexes
    .filter(
      ({ isUnique, isPartial, isValid, columns }) =>
        isUnique && isValid && !isPartial && columns.every(({ column }) => column !== null),
    )
    .toSorted((one, other) => one.columns.length - other.columns.length);
  if (unique.some(({ columns }) => columns.every(({ column }) => column !== null && held.includes(column)))) return [];
  return (unique[0]?.columns ?? []).flatMap(({ column: wanted }) => {
    const column = relation.table.columns.find((each) => each.name === wanted && !held.includes(each.name));
    return column === undefined
      ? []
      : [{ relation, column, isDescending, node: columnNode(relation.alias, column.name) }];
  });
}

/** `(a, b) > ($1, $2)`: the rows that come after those values in the order. */
function after(keys: readonly Key[], first: number): SyntaxNode {
  const value = (index: number) => parameterNode(first + index);
  const operator = ({ isDescending }: Key) => (isDescending ? '<' : '>');
  const [lead] = keys;
  if (keys.length === 1) return comparisonNode(operator(lead), lead.node, value(0));
  if (keys.every(({ isDescending }) => isDescending === lead.isDescending)) {
    const row = (args: readonly SyntaxNode[]): SyntaxNode => ({
      RowExpr: { args, row_format: 'COERCE_IMPLICIT_CAST' },
    });
    return comparisonNode(operator(lead), row(keys.map(({ node }) => node)), row(keys.map((_, index) => value(index))));
  }
  const arms = keys.map((key, index) =>
    joinedNode('AND_EXPR', [
      ...keys.slice(0, index).map(({ node }, place) => comparisonNode('=', node, value(place))),
      comparisonNode(operator(key), key.node, value(index)),
    ]),
  );
  const bound = comparisonNode(`${operator(lead)}=`, lead.node, value(0));
  return joinedNode('AND_EXPR', [bound, joinedNode('OR_EXPR', arms)]);
}

const sortOf = ({ node, isDescending }: Key): SyntaxNode => ({
  SortBy: {
    node,
    sortby_dir: isDescending ? 'SORTBY_DESC' : 'SORTBY_DEFAULT',
    sortby_nulls: 'SORTBY_NULLS_DEFAULT',
  },
});

function pageBefore(select: SyntaxNode, keys: readonly Key[], offset: SyntaxNode): SyntaxNode {
  const count = partOf(offset, 'A_Const')?.['ival'];
  const less = isSyntaxNode(count)
    ? wholeNumberNode(Number(count['ival'] ?? 0) - 1)
    : comparisonNode('-', offset, wholeNumberNode(1));
  return {
    SelectStmt: {
      ...select,
      targetList: keys.map(({ node }) => resultNode(node)),
      sortClause: keys.map(sortOf),
      limitCount: wholeNumberNode(1),
      limitOffset: less,
      limitOption: 'LIMIT_OPTION_COUNT',
    },
  };
}

function candidatesOf(facts: StatementFacts): readonly RewriteCandidate[] {
  const select = partOf(facts.syntax, 'SelectStmt');
  const offset = partOf({ offset: select?.['limitOffset'] }, 'offset');
  const passed = passedOver(facts);
  if (select === null || offset === null || passed < passedOverMin || select['limitOption'] !== 'LIMIT_OPTION_COUNT')
    return [];
  const isGrouped = ['groupClause', 'distinctClause', 'havingClause', 'windowClause'].some((field) => field in select);
  const given =
    isGrouped || select['op'] !== 'SETOP_NONE' ? null : keysOf(select, relationsOf(facts.syntax, facts.scans));
  if (given === null) return [];
  const further = furtherKeys(given);
  const keys = [...given, ...further];
  const { limitOffset: _offset, ...rest } = select;
  const kept = renumbered({ SelectStmt: rest });
  const bare = partOf(kept.tree, 'SelectStmt') ?? {};
  const condition = after(keys, kept.kept.length + 1);
  const where = partOf({ where: bare['whereClause'] }, 'where');
  const tree = {
    SelectStmt: {
      ...bare,
      whereClause: where === null ? condition : joinedNode('AND_EXPR', [where, condition]),
      sortClause: keys.map(sortOf),
    },
  };
  const before = renumbered(pageBefore(select, keys, offset));
  const names = keys.map(({ column }) => column.name).join(', ');
  const from = kept.kept.length + 1;
  return [
    {
      kind: 'rewrite',
      rule: name,
      cause: name,
      seen: `makes ${countText(passed)} rows and passes over them before the page begins`,
      what: `the rows after the last ones of ${names}, in place of OFFSET`,
      text: `Ask for the rows after the last row of the page before, by its ${names} (from $${from} on), in place of OFFSET: the statement makes ${countText(passed)} rows and passes over them.`,
      caveats: [
        'The program has to keep the last row of each page; a page cannot be reached by its number alone.',
        'Rows that were put in or taken out meanwhile no longer move the pages.',
        ...(further.length === 0
          ? []
          : [
              `Rows that are equal in the order are told apart by ${further.map(({ column }) => column.name).join(', ')}: among them the order may differ from before.`,
            ]),
        'Rows with NULL in one of these columns are left out.',
      ],
      evidence: [{ name: 'rows passed over', value: passed, unit: 'count' }],
      gives: { before: before.tree, beforeTakes: before.kept, takes: kept.kept, isTied: further.length > 0 },
      tree,
    },
  ];
}

/** A page far from the start is reached by making all rows before it. */
export const largeOffset: AdviceRule = {
  name,
  purpose: 'OFFSET makes all rows before the page, and passes over them.',
  candidates: candidatesOf,
};
