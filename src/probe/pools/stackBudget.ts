import { heldStack, type HeldStack } from './callSite.ts';

/** Stacks a second: each costs some 10 µs of CPU. */
const perSecond = 300;
/** While somebody holds a client and nobody knows where it was taken, the next one shall be known. */
const perSecondWanted = 1_500;

/** Takes stacks as long as they cost little: the rest of the uses go without. */
export type StackBudget = {
  readonly take: (above: (...values: never[]) => unknown) => HeldStack | undefined;
  /** Somebody is looked for whose stack was not taken. */
  readonly wantMore: (isWanted: boolean) => void;
};

/** `now` in milliseconds. */
export function stackBudget(now: () => number): StackBudget {
  let left = perSecond;
  let filledAt = now();
  let rate = perSecond;
  return {
    take: (above) => {
      if (left < 1) {
        const at = now();
        left = Math.min(rate, ((at - filledAt) / 1000) * rate);
        filledAt = at;
        if (left < 1) return undefined;
      }
      left -= 1;
      return heldStack(above);
    },
    wantMore: (isWanted) => {
      rate = isWanted ? perSecondWanted : perSecond;
    },
  };
}
