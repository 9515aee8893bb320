import type { LiveRule } from './liveRule.ts';
import { allocationStorm } from './rules/allocationStorm.ts';
import { clientLeaked } from './rules/clientLeaked.ts';
import { connectionPerRequest } from './rules/connectionPerRequest.ts';
import { containerBelowHeap } from './rules/containerBelowHeap.ts';
import { gcShareHigh } from './rules/gcShareHigh.ts';
import { heapNearLimit } from './rules/heapNearLimit.ts';
import { loopBlocked } from './rules/loopBlocked.ts';
import { loopStarved } from './rules/loopStarved.ts';
import { missingKeepAlive } from './rules/missingKeepAlive.ts';
import { nPlusOne } from './rules/nPlusOne.ts';
import { poolTooSmall } from './rules/poolTooSmall.ts';
import { poolWedged } from './rules/poolWedged.ts';
import { resourceGrowth } from './rules/resourceGrowth.ts';
import { unboundedBuffer } from './rules/unboundedBuffer.ts';

/** All rules about running programs, the gravest first. */
export const liveRules: readonly LiveRule[] = [
  poolWedged,
  clientLeaked,
  heapNearLimit,
  unboundedBuffer,
  loopBlocked,
  loopStarved,
  poolTooSmall,
  nPlusOne,
  connectionPerRequest,
  missingKeepAlive,
  gcShareHigh,
  allocationStorm,
  resourceGrowth,
  containerBelowHeap,
];
