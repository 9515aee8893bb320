import type { EpochMs } from '../../src/protocol/units.ts';

/** A stretch of time. */
export type TimeRange = { readonly fromAt: EpochMs; readonly toAt: EpochMs };

/** Selections shorter than this are a slip of the hand. */
export const selectionMsMin = 2_000;

/** The range moved by `step`, kept inside `whole`; one edge alone where `edge` names it. */
export function moved(range: TimeRange, whole: TimeRange, step: number, edge: 'from' | 'to' | 'both'): TimeRange {
  if (edge === 'from') {
    const fromAt = Math.min(Math.max(whole.fromAt, range.fromAt + step), range.toAt - selectionMsMin);
    return { fromAt, toAt: range.toAt };
  }
  if (edge === 'to') {
    const toAt = Math.max(Math.min(whole.toAt, range.toAt + step), range.fromAt + selectionMsMin);
    return { fromAt: range.fromAt, toAt };
  }
  const kept = Math.min(Math.max(step, whole.fromAt - range.fromAt), whole.toAt - range.toAt);
  return { fromAt: range.fromAt + kept, toAt: range.toAt + kept };
}
