import { bareRewrites, isPartitionKey } from '../bareRewrites.ts';
import type { AdviceRule } from '../rule.ts';

const name = 'partition-not-pruned';

/** All partitions are read, since what is compared is not the column by which the table is partitioned. */
export const partitionNotPruned: AdviceRule = {
  name,
  purpose: 'Every partition is read, since something is done to the column that tells them apart.',
  candidates: (facts) => bareRewrites(name, facts, isPartitionKey),
};
