import { bareRewrites, isPartitionKey, leadsIndex } from '../bareRewrites.ts';
import type { AdviceRule } from '../rule.ts';

const name = 'implicit-cast';

/** A column is cast to the type of the value it is compared with, instead of the value to that of the column. */
export const implicitCast: AdviceRule = {
  name,
  purpose: 'A column is cast to the type of a value, and the index on the column is of no use.',
  candidates: (facts) => bareRewrites(name, facts, (one) => one.isCast && !isPartitionKey(one) && leadsIndex(one)),
};
