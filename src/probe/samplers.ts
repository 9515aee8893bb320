import type { Sampler } from './sampler.ts';
import { activeResources } from './samplers/activeResources.ts';
import { allocationRate } from './samplers/allocationRate.ts';
import { cpuShare } from './samplers/cpuShare.ts';
import { gcShare } from './samplers/gcShare.ts';
import { loopDelay } from './samplers/loopDelay.ts';
import { loopUtilisation } from './samplers/loopUtilisation.ts';
import { memory } from './samplers/memory.ts';
import { probeShare } from './samplers/probeShare.ts';

/** What the probe measures at each tick, in order. Together they give every metric of `protocol/metrics.ts` once. */
export const samplers: readonly Sampler[] = [
  memory,
  loopDelay,
  loopUtilisation,
  gcShare,
  allocationRate,
  cpuShare,
  activeResources,
  probeShare,
];
