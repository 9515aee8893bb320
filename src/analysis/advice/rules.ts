import type { AdviceRule } from './rule.ts';
import { cteFence } from './rules/cteFence.ts';
import { fkWithoutIndex } from './rules/fkWithoutIndex.ts';
import { functionOnColumn } from './rules/functionOnColumn.ts';
import { jsonbWithoutGin } from './rules/jsonbWithoutGin.ts';
import { likeLeadingWildcard } from './rules/likeLeadingWildcard.ts';
import { missingIndex } from './rules/missingIndex.ts';
import { missingIndexInLoop } from './rules/missingIndexInLoop.ts';
import { missingIndexTimeseries } from './rules/missingIndexTimeseries.ts';
import { sortSpill } from './rules/sortSpill.ts';
import { wrongIndexOrderBy } from './rules/wrongIndexOrderBy.ts';

/** All rules, in the order in which they are asked. */
export const adviceRules: readonly AdviceRule[] = [
  fkWithoutIndex,
  missingIndexTimeseries,
  missingIndex,
  missingIndexInLoop,
  wrongIndexOrderBy,
  functionOnColumn,
  likeLeadingWildcard,
  jsonbWithoutGin,
  sortSpill,
  cteFence,
];
