import type { RatioEstimate } from './pairedRatio.ts';

type Estimate = Pick<RatioEstimate, 'ratio' | 'interval'>;

const holdsOne = ({ interval: [low, high] }: Estimate) => low <= 1 && high >= 1;
const distance = ({ ratio }: Estimate) => Math.abs(Math.log(ratio));

/**
 * True where a gain or a loss may be claimed: the interval excludes 1, and the same against itself (the A/A arm)
 * includes 1 and is off by less than the effect. Without an A/A arm nothing is decided.
 */
export function isDecided(estimate: Estimate, sameAgain: Estimate | null): boolean {
  return sameAgain !== null && !holdsOne(estimate) && holdsOne(sameAgain) && distance(sameAgain) < distance(estimate);
}

/** An interval that stays within this much of 1 says that there is no difference worth naming. */
const noDifference = 1.1;

/** What an experiment answers: `no difference` only where the interval is narrow enough to say so. */
export function verdictOf(
  estimate: Estimate,
  sameAgain: Estimate | null,
): 'better' | 'worse' | 'no difference' | 'not decided' {
  if (isDecided(estimate, sameAgain)) return estimate.ratio > 1 ? 'better' : 'worse';
  const [low, high] = estimate.interval;
  return sameAgain !== null && low > 1 / noDifference && high < noDifference ? 'no difference' : 'not decided';
}
