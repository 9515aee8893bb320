import type { AdviceRule } from './rule.ts';
import { bloat } from './rules/bloat.ts';
import { correlatedColumns } from './rules/correlatedColumns.ts';
import { cteFence } from './rules/cteFence.ts';
import { fkWithoutIndex } from './rules/fkWithoutIndex.ts';
import { functionOnColumn } from './rules/functionOnColumn.ts';
import { hashSpill } from './rules/hashSpill.ts';
import { heapFetches } from './rules/heapFetches.ts';
import { implicitCast } from './rules/implicitCast.ts';
import { jitOverhead } from './rules/jitOverhead.ts';
import { jsonbWithoutGin } from './rules/jsonbWithoutGin.ts';
import { largeOffset } from './rules/largeOffset.ts';
import { likeLeadingWildcard } from './rules/likeLeadingWildcard.ts';
import { missingIndex } from './rules/missingIndex.ts';
import { missingIndexInLoop } from './rules/missingIndexInLoop.ts';
import { missingIndexTimeseries } from './rules/missingIndexTimeseries.ts';
import { notInSubquery } from './rules/notInSubquery.ts';
import { orAcrossTables } from './rules/orAcrossTables.ts';
import { partitionNotPruned } from './rules/partitionNotPruned.ts';
import { sortSpill } from './rules/sortSpill.ts';
import { staleStatistics } from './rules/staleStatistics.ts';
import { wrongIndexOrderBy } from './rules/wrongIndexOrderBy.ts';

/**
 * All rules, in the order in which they are asked: those whose remedy costs little before those for an index, since the
 * first causes are tried first.
 */
export const adviceRules: readonly AdviceRule[] = [
  staleStatistics,
  correlatedColumns,
  partitionNotPruned,
  implicitCast,
  fkWithoutIndex,
  functionOnColumn,
  notInSubquery,
  orAcrossTables,
  cteFence,
  largeOffset,
  jitOverhead,
  heapFetches,
  bloat,
  missingIndexTimeseries,
  missingIndex,
  missingIndexInLoop,
  wrongIndexOrderBy,
  likeLeadingWildcard,
  jsonbWithoutGin,
  sortSpill,
  hashSpill,
];
