import type { PanelView } from '../../src/protocol/panelChannel.ts';

/** Which rows the Memory tab shows of a diff. */
export type DiffRows = 'containers' | 'classes';

/** How the Queries tab shows a plan. */
export type PlanForm = 'tree' | 'text' | 'json';

/** How the panel is being looked at, and what this panel alone remembers of it. */
export type View = PanelView & {
  readonly diffRows?: DiffRows;
  readonly planForm?: PlanForm;
  /** The captures that are ticked for a comparison. */
  readonly ticked?: readonly string[];
};

export const firstView: View = { tab: 'overview' };

const isText = (value: unknown): value is string => typeof value === 'string';

/** The view in what the editor kept for us over a reload; what does not fit is left out. */
export function viewOf(remembered: unknown): View {
  if (typeof remembered !== 'object' || remembered === null) return firstView;
  const given: { readonly [name: string]: unknown } = { ...remembered };
  const { tab, targetId, captureId, diff, diffRows, planForm, ticked, planId, experimentId, findingId, huntId } = given;
  return {
    tab: isText(tab) ? tab : firstView.tab,
    ...(isText(targetId) ? { targetId } : {}),
    ...(isText(captureId) ? { captureId } : {}),
    ...diffOf(diff),
    ...(isText(planId) ? { planId } : {}),
    ...(isText(experimentId) ? { experimentId } : {}),
    ...(isText(findingId) ? { findingId } : {}),
    ...(isText(huntId) ? { huntId } : {}),
    ...(diffRows === 'containers' || diffRows === 'classes' ? { diffRows } : {}),
    ...(planForm === 'tree' || planForm === 'text' || planForm === 'json' ? { planForm } : {}),
    ...(Array.isArray(ticked) ? { ticked: ticked.filter(isText) } : {}),
  };
}

function diffOf(given: unknown): Pick<View, 'diff'> {
  if (typeof given !== 'object' || given === null || !('before' in given) || !('after' in given)) return {};
  const { before, after } = given;
  if (!isText(before) || !isText(after)) return {};
  const nodeId = 'nodeId' in given && typeof given.nodeId === 'number' ? { nodeId: given.nodeId } : {};
  return { diff: { before, after, ...nodeId } };
}

/** The view after a wish to show something: what the wish does not name stays, but one subject replaces the other. */
export function shown(view: View, wish: PanelView): View {
  const { captureId, diff, huntId, ...rest } = view;
  const subject =
    wish.captureId === undefined && wish.diff === undefined && wish.huntId === undefined
      ? {
          ...(captureId === undefined ? {} : { captureId }),
          ...(diff === undefined ? {} : { diff }),
          ...(huntId === undefined ? {} : { huntId }),
        }
      : {};
  return { ...rest, ...subject, ...wish };
}
