import { joinedNode, notTrueNode } from '../builtSyntax.ts';
import type { RewriteCandidate } from '../candidate.ts';
import { countText } from '../gates.ts';
import { everyNode, numberOf, rowsThrownAway, textOf, type RawNode } from '../rawPlan.ts';
import { columnOf, relationsOf, type Relation } from '../relations.ts';
import type { AdviceRule, StatementFacts } from '../rule.ts';
import { isSyntaxNode, listOf, partOf, replaced, type SyntaxNode } from '../syntaxNode.ts';
import { unionOf } from '../unionOf.ts';

const name = 'or-across-tables';
/** Fewer rows than this are thrown away in no time. */
const rowsMin = 1_000;
const armsMax = 4;

/** Which tables and subqueries a condition asks. */
function askedOf(condition: SyntaxNode, relations: readonly Relation[]): string {
  const asked = new Set<string>();
  const waiting: unknown[] = [condition];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (partOf(value, 'SubLink') !== null) {
      asked.add('(subquery)');
      continue;
    }
    if (partOf(value, 'ColumnRef') !== null) asked.add(columnOf(value, relations)?.relation.alias ?? '?');
    else if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value));
  }
  return [...asked].toSorted().join(' ');
}

/** The parts of WHERE and of the conditions of inner joins, where all joins are inner. */
function conditionsOf(select: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let isInner = true;
  const take = (condition: unknown) => {
    const both = partOf(condition, 'BoolExpr');
    if (both?.['boolop'] === 'AND_EXPR') listOf(both, 'args').forEach(take);
    else if (isSyntaxNode(condition)) found.push(condition);
  };
  take(select['whereClause']);
  const joined: SyntaxNode[] = [];
  const visit = (item: unknown) => {
    const join = partOf(item, 'JoinExpr');
    if (join === null) return;
    if (join['jointype'] !== 'JOIN_INNER') isInner = false;
    joined.push(join);
    visit(join['larg']);
    visit(join['rarg']);
  };
  listOf(select, 'fromClause').forEach(visit);
  if (isInner) for (const join of joined) take(join['quals']);
  return found;
}

/** The alternatives of a condition that ask different tables; none where all ask the same. */
function armsOf(condition: SyntaxNode, relations: readonly Relation[]): readonly SyntaxNode[] {
  const either = partOf(condition, 'BoolExpr');
  if (either?.['boolop'] !== 'OR_EXPR') return [];
  const arms = listOf(either, 'args');
  const asked = new Set(arms.map((arm) => askedOf(arm, relations)));
  return asked.size > 1 && !asked.has('') && arms.length <= armsMax ? arms : [];
}

/** Rows that were thrown away by a condition with alternatives. */
function thrownAway(node: RawNode): number {
  const join = textOf(node, 'Join Filter') ?? '';
  const filter = textOf(node, 'Filter') ?? '';
  const byJoin = numberOf(node, 'Rows Removed by Join Filter') * numberOf(node, 'Actual Loops');
  return (join.includes(' OR ') ? byJoin : 0) + (filter.includes(' OR ') ? rowsThrownAway(node) : 0);
}

function candidatesOf(facts: StatementFacts): readonly RewriteCandidate[] {
  const select = partOf(facts.syntax, 'SelectStmt');
  const removed = everyNode(facts.plan).reduce((sum, node) => sum + thrownAway(node), 0);
  if (select === null || removed < rowsMin) return [];
  const relations = relationsOf(facts.syntax, facts.scans);
  for (const condition of conditionsOf(select)) {
    const arms = armsOf(condition, relations);
    // Each arm takes what the ones before it did not, so that no row comes twice.
    const parts = arms.map((arm, index) =>
      replaced(select, condition, joinedNode('AND_EXPR', [arm, ...arms.slice(0, index).map(notTrueNode)])),
    );
    const tree = parts.length === 0 ? null : unionOf(select, parts);
    if (tree === null) continue;
    const seen = `throws ${countText(removed)} joined rows away by an OR across tables`;
    return [
      {
        kind: 'rewrite',
        rule: name,
        cause: name,
        seen,
        what: 'UNION ALL of a statement for each side of OR',
        text: `Ask for each side of OR by a statement of its own and join them by UNION ALL: the statement ${seen}, and no index can serve both sides at once.`,
        caveats: [
          'IS NOT TRUE leaves out of the later parts what the first has given; without it rows would come twice.',
        ],
        evidence: [{ name: 'joined rows thrown away', value: removed, unit: 'count' }],
        gives: 'same',
        tree,
      },
    ];
  }
  return [];
}

/** Conditions on several tables are joined by OR, so that everything has to be joined first. */
export const orAcrossTables: AdviceRule = {
  name,
  purpose: 'An OR across tables can be looked at only after everything is joined.',
  candidates: candidatesOf,
};
