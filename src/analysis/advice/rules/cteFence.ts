import { countText } from '../gates.ts';
import { everyNode, rowsThrownAway, textOf, type RawNode } from '../rawPlan.ts';
import type { RewriteCandidate } from '../candidate.ts';
import type { AdviceRule, StatementFacts } from '../rule.ts';
import { listOf, partOf, replaced, textIn, visitSyntax, type SyntaxNode } from '../syntaxNode.ts';

const name = 'cte-fence';
/** Fewer rows than this are passed over in no time. */
const rowsMin = 1_000;

const always = 'CTEMaterializeAlways';

/** The CTEs of a statement that are no recursion, with how often each is used. */
function ctesIn(syntax: SyntaxNode): readonly { readonly cte: SyntaxNode; readonly uses: number }[] {
  const found: SyntaxNode[] = [];
  const uses: string[] = [];
  visitSyntax(syntax, (kind, node) => {
    if (kind === 'withClause' && node['recursive'] !== true)
      found.push(
        ...listOf(node, 'ctes')
          .map((each) => partOf(each, 'CommonTableExpr'))
          .filter((cte) => cte !== null),
      );
    if (kind === 'RangeVar' && node['schemaname'] === undefined) uses.push(textIn(node, 'relname'));
  });
  return found.map((cte) => ({ cte, uses: uses.filter((used) => used === textIn(cte, 'ctename')).length }));
}

/** True where the node scans the CTE and keeps few of its rows. */
function wastes(node: RawNode, cteName: string): boolean {
  return textOf(node, 'CTE Name') === cteName && rowsThrownAway(node) >= rowsMin;
}

function candidateFor(
  { cte, uses }: { readonly cte: SyntaxNode; readonly uses: number },
  { plan, syntax }: StatementFacts,
): readonly RewriteCandidate[] {
  const cteName = textIn(cte, 'ctename');
  const scans = everyNode(plan).filter((node) => wastes(node, cteName));
  const isFenced = cte['ctematerialized'] === always;
  // A CTE that is used once is part of the query by itself, unless it is fenced.
  if (scans.length === 0 || (!isFenced && uses < 2)) return [];
  const removed = scans.reduce((sum, node) => sum + rowsThrownAway(node), 0);
  const opened = { ...cte, ctematerialized: uses < 2 ? 'CTEMaterializeDefault' : 'CTEMaterializeNever' };
  return [
    {
      kind: 'rewrite',
      rule: name,
      cause: `cte ${cteName}`,
      seen: `makes ${cteName} whole and throws ${countText(removed)} of its rows away`,
      what: uses < 2 ? `${cteName} without MATERIALIZED` : `${cteName} as NOT MATERIALIZED`,
      text: `Let the server look into ${cteName}${uses < 2 ? ': leave MATERIALIZED out' : ' by NOT MATERIALIZED'}. As it is, all its rows are made, and ${countText(removed)} of them are thrown away by conditions outside that an index could have served inside.`,
      caveats: [
        `${cteName} is then part of the query around it: a function in it that changes its answer from call to call may be called another number of times.`,
      ],
      evidence: [{ name: `rows of ${cteName} thrown away`, value: removed, unit: 'count' }],
      gives: 'same',
      tree: replaced(syntax, cte, opened),
    },
  ];
}

/** A CTE is made whole before conditions outside it are looked at. */
export const cteFence: AdviceRule = {
  name,
  purpose: 'A CTE is made whole, and most of its rows are thrown away by conditions that stand outside it.',
  candidates: (facts) => ctesIn(facts.syntax).flatMap((each) => candidateFor(each, facts)),
};
