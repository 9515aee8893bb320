import type { CaptureId } from '../../src/protocol/captures.ts';
import type { NodeSet } from '../../src/protocol/heapNodes.ts';
import type { PanelView } from '../../src/protocol/panelChannel.ts';

/** Which rows the Memory tab shows of a diff. */
export type DiffRows = 'containers' | 'classes';

export const heapLists = ['classes', 'constructors', 'modules', 'functions', 'scopes', 'strings', 'objects'] as const;
/** Which rows the Memory tab shows of a snapshot. */
export type HeapList = (typeof heapLists)[number];

/** Objects of a capture that were gone to, and what they are called: `what holds Map @21`. */
export type ObjectsStep = { readonly captureId: CaptureId; readonly set: NodeSet; readonly label: string };

/** How the Queries tab shows a plan. */
export type PlanForm = 'tree' | 'text' | 'json';

/** How the Profiles tab lays calls out: a sandwich is all around one function. */
export type FlameLayout = 'time' | 'merged' | 'sandwich';

/** How the panel is being looked at, and what this panel alone remembers of it. */
export type View = PanelView & {
  readonly diffRows?: DiffRows;
  readonly heapList?: HeapList;
  /** The objects that were gone to, the last ones shown; not remembered over a reload. */
  readonly objects?: readonly ObjectsStep[];
  readonly planForm?: PlanForm;
  /** The captures that are ticked for a comparison. */
  readonly ticked?: readonly string[];
  /** The profiles that are ticked for a comparison. */
  readonly tickedProfiles?: readonly string[];
  /** How the Profiles tab lays calls out. */
  readonly flameForm?: FlameLayout;
};

export const firstView: View = { tab: 'overview' };

const isText = (value: unknown): value is string => typeof value === 'string';

const isHeapList = (value: unknown): value is HeapList => heapLists.some((list) => list === value);

/** The view in what the editor kept for us over a reload; what does not fit is left out. */
export function viewOf(remembered: unknown): View {
  if (typeof remembered !== 'object' || remembered === null) return firstView;
  const given: { readonly [name: string]: unknown } = { ...remembered };
  const {
    tab,
    targetId,
    captureId,
    diff,
    diffRows,
    heapList,
    planForm,
    ticked,
    planId,
    experimentId,
    findingId,
    huntId,
  } = given;
  const { profileId, profileBefore, tickedProfiles, flameForm } = given;
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
    ...(isHeapList(heapList) ? { heapList } : {}),
    ...(planForm === 'tree' || planForm === 'text' || planForm === 'json' ? { planForm } : {}),
    ...(isText(profileId) ? { profileId } : {}),
    ...(isText(profileBefore) ? { profileBefore } : {}),
    ...(flameForm === 'time' || flameForm === 'merged' || flameForm === 'sandwich' ? { flameForm } : {}),
    ...(Array.isArray(tickedProfiles) ? { tickedProfiles: tickedProfiles.filter(isText) } : {}),
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
  const { captureId, diff, huntId, profileBefore, ...rest } = view;
  const subject =
    wish.captureId === undefined && wish.diff === undefined && wish.huntId === undefined
      ? {
          ...(captureId === undefined ? {} : { captureId }),
          ...(diff === undefined ? {} : { diff }),
          ...(huntId === undefined ? {} : { huntId }),
        }
      : {};
  // Another profile is shown by itself, unless it is asked for beside its earlier one.
  const compared = wish.profileId === undefined && profileBefore !== undefined ? { profileBefore } : {};
  return { ...rest, ...subject, ...compared, ...wish };
}
