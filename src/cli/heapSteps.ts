import type { RetainingStep } from '../protocol/heapRows.ts';
import { UsageError } from './commandOptions.ts';
import { formatCount } from './format.ts';
import type { Output } from './output.ts';

/** The id of `@1234` or `1234`. Throws a UsageError for anything else. */
export function nodeIdOf(word: string): number {
  const id = Number(word.replace(/^@/, ''));
  if (word.replace(/^@/, '') === '' || !Number.isSafeInteger(id) || id < 0)
    throw new UsageError(`ID is a node id such as @1234, not '${word}'`);
  return id;
}

/** `sessions in Gateway @51 /app/gateway.ts:8`. */
export function stepText({ edgeKind, edgeName, name, nodeId, times = 1, place }: RetainingStep): string {
  const edge = edgeKind === 'element' ? `[${edgeName}]` : edgeName;
  const chain = times === 1 ? '' : ` (a chain of ${formatCount(times)})`;
  const where = place === null ? '' : `  ${place.file}:${place.line}`;
  return `${edge} in ${name === '' ? '(no name)' : name.slice(0, 100)} @${nodeId}${chain}${where}`;
}

/** Prints the steps of a path; a stretch through Node's own objects on the way to the root is one line. */
export function printSteps(output: Output, steps: readonly RetainingStep[]): void {
  const end = steps.findLastIndex(({ isNodes }) => isNodes !== true);
  const last = steps.at(-1);
  const own = end === steps.length - 1 ? steps.slice(0, -1) : steps;
  const until = own.findLastIndex(({ isNodes }) => isNodes !== true) + 1;
  const folded = steps.length - 1 - until;
  for (const step of steps.slice(0, folded > 1 ? until : steps.length)) output.line(`  ${stepText(step)}`);
  if (folded <= 1 || last === undefined) return;
  output.line(`  … ${formatCount(folded)} steps through Node.js`);
  output.line(`  ${stepText(last)}`);
}
