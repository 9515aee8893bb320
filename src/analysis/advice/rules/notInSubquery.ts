import {
  columnNode,
  comparisonNode,
  joinedNode,
  notNode,
  resultNode,
  selectNode,
  subqueryNode,
  wholeNumberNode,
} from '../builtSyntax.ts';
import type { RewriteCandidate } from '../candidate.ts';
import { everyNode, textOf } from '../rawPlan.ts';
import type { AdviceRule, StatementFacts } from '../rule.ts';
import { isSyntaxNode, listOf, namesIn, partOf, replaced, type SyntaxNode } from '../syntaxNode.ts';

const name = 'not-in-subquery';
/** The name of the rows that are asked about; unusual, so that it hides no name of the statement. */
const excluded = 'excluded_rows';

/** The subquery of `x NOT IN (…)` or `x <> ALL (…)`; null where the node is neither. */
function excludedBy(node: unknown): SyntaxNode | null {
  const negated = partOf(node, 'BoolExpr');
  const inner = negated?.['boolop'] === 'NOT_EXPR' ? partOf(listOf(negated, 'args')[0], 'SubLink') : null;
  if (inner?.['subLinkType'] === 'ANY_SUBLINK' && inner['operName'] === undefined) return inner;
  const all = partOf(node, 'SubLink');
  return all?.['subLinkType'] === 'ALL_SUBLINK' && namesIn(all, 'operName').at(-1) === '<>' ? all : null;
}

function notExists(link: SyntaxNode): SyntaxNode | null {
  const { testexpr, subselect } = link;
  if (!isSyntaxNode(testexpr) || !isSyntaxNode(subselect)) return null;
  const row = partOf(testexpr, 'RowExpr');
  const tested = row === null ? [testexpr] : listOf(row, 'args');
  const columns = tested.map((_, index) => (tested.length === 1 ? 'value' : `value_${index + 1}`));
  const matches = tested.map((each, index) => comparisonNode('=', columnNode(excluded, columns[index]), each));
  const inner = selectNode({
    targetList: [resultNode(wholeNumberNode(1))],
    fromClause: [subqueryNode(subselect, excluded, columns)],
    whereClause: joinedNode('AND_EXPR', matches),
  });
  return notNode({ SubLink: { subLinkType: 'EXISTS_SUBLINK', subselect: inner } });
}

function linksIn(syntax: SyntaxNode): readonly { readonly node: SyntaxNode; readonly link: SyntaxNode }[] {
  const found: { node: SyntaxNode; link: SyntaxNode }[] = [];
  const waiting: unknown[] = [syntax];
  while (waiting.length > 0) {
    const value = waiting.pop();
    const link = excludedBy(value);
    if (link !== null && isSyntaxNode(value)) found.push({ node: value, link });
    else if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value));
  }
  return found;
}

/** True where the plan asks a subquery again for rows, instead of joining with it or keeping its rows by hash. */
function asksAgain({ plan }: StatementFacts): boolean {
  return everyNode(plan).some((node) => {
    const filter = textOf(node, 'Filter') ?? textOf(node, 'Join Filter') ?? '';
    return /SubPlan/.test(filter);
  });
}

function candidatesOf(facts: StatementFacts): readonly RewriteCandidate[] {
  const links = linksIn(facts.syntax);
  const changes = links.flatMap(({ node, link }) => {
    const by = notExists(link);
    return by === null ? [] : [{ node, by }];
  });
  if (changes.length === 0 || !asksAgain(facts)) return [];
  return [
    {
      kind: 'rewrite',
      rule: name,
      cause: name,
      seen: 'goes through the rows of NOT IN again for each row',
      what: 'NOT EXISTS in place of NOT IN',
      text: 'Say NOT EXISTS in place of NOT IN: then the two sides are joined once. NOT IN has to go through its rows for each row, since one NULL among them changes the answer.',
      caveats: [
        'NULLs: NOT IN gives no row at all when one of its values is NULL, and none for a NULL on its left; NOT EXISTS passes over them. The rows are the same here and now.',
      ],
      evidence: [{ name: 'subqueries by NOT IN', value: changes.length, unit: 'count' }],
      gives: 'same',
      tree: changes.reduce((tree, { node, by }) => replaced(tree, node, by), facts.syntax),
    },
  ];
}

/** Rows are left out by NOT IN with a subquery, which cannot be joined. */
export const notInSubquery: AdviceRule = {
  name,
  purpose: 'Rows are left out by NOT IN with a subquery, which is gone through for each of them.',
  candidates: candidatesOf,
};
