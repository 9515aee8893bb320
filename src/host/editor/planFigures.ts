import type { PlanId, QueryPlan } from '../../protocol/plans.ts';
import type { Count, Milliseconds, Ratio } from '../../protocol/units.ts';

/** What the source shows of a plan. Null where it was not run or not asked for. */
export type PlanFigures = {
  readonly planId: PlanId;
  readonly executionMs: Milliseconds | null;
  /** Hit and read, of all nodes together. */
  readonly buffers: Count | null;
  /** The node with the most time of its own, and its share of the whole. */
  readonly heaviest: { readonly what: string; readonly share: Ratio } | null;
};

/** The figures of a plan. */
export function planFigures({ planId, isAnalyzed, executionMs, nodes }: QueryPlan): PlanFigures {
  if (!isAnalyzed) return { planId, executionMs: null, buffers: null, heaviest: null };
  const counted = nodes.flatMap(({ buffers }) => (buffers === null ? [] : [buffers.hit + buffers.read]));
  const timed = nodes.flatMap(({ nodeType, subject, selfMs }) =>
    selfMs === null ? [] : [{ nodeType, subject, selfMs }],
  );
  const whole = timed.reduce((sum, { selfMs }) => sum + selfMs, 0);
  const [heaviest] = timed.toSorted((a, b) => b.selfMs - a.selfMs);
  return {
    planId,
    executionMs,
    buffers: counted.length === 0 ? null : counted.reduce((sum, count) => sum + count, 0),
    heaviest:
      heaviest === undefined || whole === 0
        ? null
        : { what: [heaviest.nodeType, heaviest.subject].join(' ').trim(), share: heaviest.selfMs / whole },
  };
}
