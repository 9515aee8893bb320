import type { AdviceRule, StatementFacts } from '../../src/analysis/advice/rule.ts';
import { isSyntaxNode, type SyntaxNode } from '../../src/analysis/advice/syntaxNode.ts';
import { sqlParser } from '../../src/host/sql/sqlParser.ts';
import { statementWriter } from '../../src/host/sql/statementWriter.ts';

const parser = await sqlParser();
const writer = await statementWriter(parser);

/** The tree of one statement, as rules see it. */
export function treeOf(sql: string): SyntaxNode {
  const tree = parser.statements(sql)[0]?.stmt;
  return isSyntaxNode(tree) ? tree : {};
}

/** The text of a tree on one line; null where it cannot be written. */
function writtenTree(tree: SyntaxNode): string | null {
  return writer(tree)?.replaceAll(/\s+/g, ' ') ?? null;
}

/** The statements that a rule proposes in place of another. */
export function rewritten(rule: AdviceRule, facts: StatementFacts): readonly (string | null)[] {
  return rule
    .candidates(facts)
    .flatMap((candidate) => (candidate.kind === 'rewrite' ? [writtenTree(candidate.tree)] : []));
}
