import {
  foundAgain,
  foundFirst,
  inState,
  notSeenAgain,
  stateOfFacts,
  withChanges,
  withoutChanges,
  withVerification,
} from '../../analysis/findings/findingStates.ts';
import { inFindingOrder } from '../../analysis/findings/findingOrder.ts';
import type { AppliedChange } from '../../protocol/advice.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding, FindingId, FindingState } from '../../protocol/findings.ts';
import { limits } from '../../protocol/limits.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Broadcast } from '../channel/handlers.ts';
import { openDocuments } from '../store/documents.ts';
import type { Store } from '../store/store.ts';

/** Earlier findings that a newer look would have shown again: those of them that it did not show are gone. */
export type NoLongerSeen = { readonly isOf: (finding: Finding) => boolean; readonly reason: string };

/**
 * What was found, kept over restarts and the same in all windows of a workspace. Each change is told as
 * `findings/changed`. What names a finding throws the Failure `badRequest` where there is none with that id.
 */
export type Findings = {
  /** In the order of every list: see `inFindingOrder`. */
  readonly list: () => readonly Finding[];
  readonly get: (findingId: FindingId) => Finding;
  /** Adds what was found. What is known already keeps its state, its changes, and its proof where that is still true. */
  readonly put: (found: readonly Finding[], noLonger?: NoLongerSeen) => void;
  readonly setState: (findingId: FindingId, state: FindingState, reason?: string) => void;
  /** Takes a dismissed or vanished finding back into the state that its facts speak for. */
  readonly reopen: (findingId: FindingId) => void;
  readonly applied: (findingId: FindingId, changes: readonly AppliedChange[]) => void;
  readonly undone: (findingId: FindingId) => void;
  /** Measured again after the change: verified where the gain is decided. */
  readonly verified: (findingId: FindingId, verification: Proof) => void;
  /** Runs after each change, inside the host. Returns its stop. */
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => void;
};

/** States in which a finding may make room for a new one. */
const settled: ReadonlySet<FindingState> = new Set(['dismissed', 'gone', 'verified']);

/** The findings to keep: settled ones go first where there are too many, the oldest of each kind before the newer. */
function withinLimit(findings: readonly Finding[]): readonly Finding[] {
  const surplus = findings.length - limits.findingsMax.value;
  if (surplus <= 0) return findings;
  const byAge = findings.toSorted((a, b) => a.foundAt - b.foundAt);
  const leaving = new Set(
    [...byAge.filter(({ state }) => settled.has(state)), ...byAge.filter(({ state }) => !settled.has(state))].slice(
      0,
      surplus,
    ),
  );
  return findings.filter((finding) => !leaving.has(finding));
}

/** Opens the findings of a store. */
export function openFindings(store: Store, broadcast: Broadcast, now: () => EpochMs): Findings {
  const listeners = new Set<() => void>();
  let ordered: readonly Finding[] = [];
  const documents = openDocuments<Finding>(store, {
    kind: 'finding',
    idOf: ({ findingId }) => findingId,
    atOf: ({ foundAt }) => foundAt,
    onChange: (all) => {
      ordered = inFindingOrder(all);
      broadcast('findings/changed', { findings: ordered });
      for (const listener of listeners) listener();
    },
  });
  ordered = inFindingOrder(documents.list());

  const named = (all: readonly Finding[], findingId: FindingId): Finding => {
    const finding = all.find((one) => one.findingId === findingId);
    if (finding === undefined) throw new Failure('badRequest', `there is no finding ${findingId}`);
    return finding;
  };
  const changeOne = (findingId: FindingId, next: (finding: Finding) => Finding) =>
    documents.change((all) => {
      const finding = named(all, findingId);
      const changed = next(finding);
      return all.map((one) => (one === finding ? changed : one));
    });

  return {
    list: () => ordered,
    get: (findingId) => named(documents.list(), findingId),
    put: (found, noLonger) =>
      documents.change((all) => {
        const known = new Map(all.map((finding) => [finding.findingId, finding]));
        const seen = found.map((finding) => {
          const before = known.get(finding.findingId);
          return before === undefined ? foundFirst(finding) : foundAgain(before, finding);
        });
        const seenIds = new Set(seen.map(({ findingId }) => findingId));
        const others = all.filter(({ findingId }) => !seenIds.has(findingId));
        const rest =
          noLonger === undefined
            ? others
            : others.map((one) => (noLonger.isOf(one) ? notSeenAgain(one, now(), noLonger.reason) : one));
        return withinLimit([...seen, ...rest]);
      }),
    setState: (findingId, state, reason) => changeOne(findingId, (one) => inState(one, state, now(), reason)),
    reopen: (findingId) => changeOne(findingId, (one) => inState(one, stateOfFacts(one), now())),
    applied: (findingId, changes) => changeOne(findingId, (one) => withChanges(one, changes, now())),
    undone: (findingId) => changeOne(findingId, (one) => withoutChanges(one, now())),
    verified: (findingId, verification) => changeOne(findingId, (one) => withVerification(one, verification, now())),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: documents.close,
  };
}
