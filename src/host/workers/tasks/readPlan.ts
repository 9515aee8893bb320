import { readPlan as planOf, type ReadPlan } from '../../plans/readPlan.ts';

/** Reads a plan that was pasted. */
export function readPlan({ text }: { readonly text: string }): ReadPlan {
  return planOf(text);
}
