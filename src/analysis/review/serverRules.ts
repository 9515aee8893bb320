import { duplicateIndex, redundantIndex } from './rules/duplicateIndex.ts';
import { idleInTransaction } from './rules/idleInTransaction.ts';
import { invalidIndex } from './rules/invalidIndex.ts';
import { keyWithoutIndex } from './rules/keyWithoutIndex.ts';
import { tableWithDeadRows, tableWithoutStatistics } from './rules/neglectedTable.ts';
import { tooManyConnections } from './rules/tooManyConnections.ts';
import { unusedIndex } from './rules/unusedIndex.ts';
import type { ServerRule } from './serverRule.ts';

/** All rules about a server as a whole, the gravest first. */
export const serverRules: readonly ServerRule[] = [
  idleInTransaction,
  tooManyConnections,
  tableWithoutStatistics,
  tableWithDeadRows,
  invalidIndex,
  keyWithoutIndex,
  duplicateIndex,
  redundantIndex,
  unusedIndex,
];
