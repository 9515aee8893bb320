import type { AdviceRule } from './rule.ts';
import { cteFence } from './rules/cteFence.ts';
import { missingIndex } from './rules/missingIndex.ts';
import { missingIndexInLoop } from './rules/missingIndexInLoop.ts';
import { wrongIndexOrderBy } from './rules/wrongIndexOrderBy.ts';

/** All rules, in the order in which they are asked. */
export const adviceRules: readonly AdviceRule[] = [missingIndex, missingIndexInLoop, wrongIndexOrderBy, cteFence];
