import type { Finding } from '../../src/protocol/findings.ts';
import type { PanelStore } from '../store/panelStore.ts';

/** What can be done about a finding: words on a button, and what happens. The main one leads on to the next state. */
export type FindingAct = { readonly words: string; readonly run: () => void; readonly isMain?: true };

/** Findings of a leak: they come from a comparison of two snapshots. */
export const isLeak = ({ diff }: Finding): boolean => diff !== undefined;

/** The kind of file change that *Apply* makes, in its own words. */
function applyWords({ advice }: Finding): string | null {
  const [first] = advice?.changes ?? [];
  if (first === undefined) return null;
  return first.kind === 'newFile' ? 'Apply as File…' : 'Apply Edit';
}

export function showDiff({ diff }: Finding, store: PanelStore): void {
  if (diff === undefined) return;
  const { before, after, nodeId } = diff;
  store.show({ tab: 'memory', diff: { before, after, ...(nodeId === null ? {} : { nodeId }) } });
}

/** Findings about what holds the loop up: their stalls stand in GC & loop. */
export const isStall = ({ rule }: Pick<Finding, 'rule'>): boolean => rule === 'loop-blocked';

/** Opens what a finding rests on: its plan, its experiment, its hunt, its diff or its stalls. */
export function showSubject(finding: Finding, store: PanelStore): void {
  const { planId, experimentId, huntId, findingId, targetId } = finding;
  if (isLeak(finding)) showDiff(finding, store);
  else if (planId !== undefined) store.show({ tab: 'queries', planId });
  else if (experimentId !== undefined) store.show({ tab: 'experiments', experimentId });
  else if (huntId !== undefined) store.show({ tab: 'memory', huntId });
  else if (isStall(finding)) store.show({ tab: 'gc-loop', findingId, ...(targetId === undefined ? {} : { targetId }) });
}

/** What can be done in the finding's state, the most wanted first. */
export function findingActs(finding: Finding, store: PanelStore): readonly FindingAct[] {
  const { findingId, advice, proof, planId, place, applied } = finding;
  const run = (command: string) => () => store.command(command, { findingId });
  const prove = () => store.command('adviseQuery', place);
  const dismiss = { words: 'Dismiss…', run: run('dismissFinding') };
  const undo = { words: 'Undo', run: run('undoAdvice') };
  const verify = { words: 'Verify', run: run('verifyFinding'), isMain: true } as const;
  const again = { words: 'Re-hunt', run: run('rehunt') };
  const path = isLeak(finding)
    ? [{ words: 'Show Path', run: () => showDiff(finding, store) }]
    : isStall(finding)
      ? [{ words: 'Show Stalls', run: () => showSubject(finding, store) }]
      : [];
  const sql = advice?.sql;
  const copy = sql === undefined ? [] : [{ words: 'Copy Migration', run: () => store.copy(sql) }];
  const apply = applyWords(finding);
  const applying = apply === null ? [] : [{ words: apply, run: run('applyAdvice'), isMain: true } as const];
  switch (finding.state) {
    case 'new':
    case 'proven': {
      const proving =
        proof === undefined && planId !== undefined && place !== null
          ? [{ words: 'Prove', run: prove, isMain: true } as const]
          : [];
      const hunt = finding.huntId === undefined ? [] : [again];
      // What changes no file is carried out by the user, and may be measured again after that.
      const byHand = apply === null && sql !== undefined && finding.state === 'proven' ? [verify] : [];
      return [...path, ...proving, ...applying, ...copy, ...byHand, ...hunt, dismiss];
    }
    case 'applied':
      return [finding.huntId === undefined ? verify : again, ...path, ...copy, undo];
    case 'verified':
      return [...((applied ?? []).length === 0 ? [] : [undo]), ...path, ...copy, dismiss];
    case 'dismissed':
    case 'gone':
      return [{ words: 'Reopen', run: run('reopenFinding') }];
  }
}
