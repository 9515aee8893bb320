import { everyNode, numberOf, type RawNode } from '../rawPlan.ts';
import type { AdviceRule } from '../rule.ts';
import { memoryFor } from '../workMemory.ts';

const name = 'hash-spill';

/** Kilobytes of a hash that did not fit into memory; 0 where it did. */
function spilled(node: RawNode): number {
  const batches = Math.max(numberOf(node, 'Hash Batches'), numberOf(node, 'HashAgg Batches'));
  if (batches <= 1) return 0;
  return Math.max(numberOf(node, 'Disk Usage'), numberOf(node, 'Peak Memory Usage') * batches);
}

/** A hash is written to disk. More memory is often no gain: it is claimed only where it was measured. */
export const hashSpill: AdviceRule = {
  name,
  purpose: 'A hash of a join or a grouping does not fit into memory and is written to disk.',
  candidates: ({ plan }) => {
    const kilobytes = Math.max(0, ...everyNode(plan).map(spilled));
    const seen = 'writes a hash to disk that would fit into memory';
    return kilobytes === 0 ? [] : [memoryFor(kilobytes, { rule: name, cause: name, seen })];
  },
};
