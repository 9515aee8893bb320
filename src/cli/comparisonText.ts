import type { PlanComparison, PlanDifference } from '../protocol/plans.ts';
import { formatDuration } from './format.ts';
import type { Output } from './output.ts';

const marks = { same: ' ', changed: '~', added: '+', removed: '-' } as const;

function markOf({ before, after, changes }: PlanDifference): string {
  if (before === null) return marks.added;
  if (after === null) return marks.removed;
  return changes.length === 0 ? marks.same : marks.changed;
}

function nameOf({ before, after, depth }: PlanDifference): string {
  const node = after ?? before;
  const name = node === null ? '' : `${node.nodeType}  ${node.subject}`;
  return `${'  '.repeat(depth)}${name}`.trimEnd();
}

/** Prints what is another in the second of two plans, node by node: `+` only there, `-` only in the first. */
export function printComparison(
  output: Output,
  { rows, isSameShape, isSameStatement, executionMs }: PlanComparison,
): void {
  const { before, after } = executionMs;
  output.line();
  output.line(output.styled('bold', isSameShape ? 'The same plan as before' : 'Another plan than before'));
  if (!isSameStatement) output.note('the two plans are not known to be of the same statement');
  if (before !== null && after !== null)
    output.line(
      `ran in ${formatDuration(before)} before and ${formatDuration(after)} now: one run each, which proves nothing`,
    );
  for (const row of rows) {
    output.line(`${markOf(row)} ${nameOf(row)}`);
    for (const change of row.before === null || row.after === null ? [] : row.changes)
      output.line(output.styled('dim', `    ${'  '.repeat(row.depth)}${change}`));
  }
}
