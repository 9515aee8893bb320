import type { Advice, AppliedChange } from '../../protocol/advice.ts';
import type { Finding, FindingState } from '../../protocol/findings.ts';
import type { Proof } from '../../protocol/proofs.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { limits } from '../../protocol/limits.ts';

/** The finding in another state, with the step added to its history. The reason of the state before goes. */
export function inState(finding: Finding, state: FindingState, at: EpochMs, stateReason?: string): Finding {
  const { stateReason: _before, history = [{ state: finding.state, at: finding.foundAt }], ...rest } = finding;
  const reason = stateReason === undefined || stateReason === '' ? {} : { stateReason };
  const step = { state, at, ...(reason.stateReason === undefined ? {} : { reason: reason.stateReason }) };
  return { ...rest, ...reason, state, history: [...history, step].slice(-limits.findingHistoryMax.value) };
}

const isApplied = ({ applied = [] }: Finding) => applied.length > 0;
const isGain = (proof: Proof | undefined) => proof !== undefined && proof.isDecided && proof.interval[0] > 1;

/** The state that a finding's own facts speak for, where nobody dismissed it and it is still there. */
export function stateOfFacts(finding: Finding): FindingState {
  if (isGain(finding.verification)) return 'verified';
  if (isApplied(finding)) return 'applied';
  return isGain(finding.proof) ? 'proven' : 'new';
}

function isSameAdvice(a: Advice | undefined, b: Advice | undefined): boolean {
  return a?.sql === b?.sql && JSON.stringify(a?.changes ?? []) === JSON.stringify(b?.changes ?? []);
}

/** What stays true of a finding that was found again: when it was first seen, what was applied, and the proof of the same advice. */
function carriedOver(known: Finding, found: Finding): Finding {
  const { history, applied, verification, proof } = known;
  return {
    ...found,
    ...(history === undefined ? {} : { history }),
    ...(applied === undefined ? {} : { applied }),
    ...(verification === undefined ? {} : { verification }),
    ...(found.proof === undefined && proof !== undefined && isSameAdvice(known.advice, found.advice) ? { proof } : {}),
  };
}

/** A finding that was not known: new, or proven where its proof shows a gain. */
export function foundFirst(found: Finding): Finding {
  return { ...found, state: stateOfFacts(found) };
}

/**
 * A finding that was found again. Dismissed stays dismissed and applied stays applied; one that was gone comes back, and
 * one that was verified is only applied again: what it speaks of was seen after all.
 */
export function foundAgain(known: Finding, found: Finding): Finding {
  const next = carriedOver(known, found);
  const kept: Finding = {
    ...next,
    state: known.state,
    ...(known.stateReason === undefined ? {} : { stateReason: known.stateReason }),
  };
  switch (known.state) {
    case 'dismissed':
    case 'applied':
      return kept;
    case 'verified': {
      const { verification: _disproved, ...rest } = kept;
      return inState(rest, stateOfFacts(rest), found.foundAt, 'seen again after it was verified');
    }
    case 'gone':
      return inState(kept, stateOfFacts(kept), found.foundAt, 'seen again');
    case 'new':
    case 'proven': {
      const state = stateOfFacts(kept);
      return state === known.state ? kept : inState(kept, state, found.foundAt);
    }
  }
}

/** A finding that a newer look no longer shows. What was applied, verified or dismissed stays so. */
export function notSeenAgain(finding: Finding, at: EpochMs, reason: string): Finding {
  return finding.state === 'new' || finding.state === 'proven' ? inState(finding, 'gone', at, reason) : finding;
}

/** What *Apply* did. Applied once more, the newer changes stand for the finding. */
export function withChanges(finding: Finding, applied: readonly AppliedChange[], at: EpochMs): Finding {
  const { verification: _before, ...rest } = finding;
  return inState({ ...rest, applied }, 'applied', at);
}

/** What *Undo* leaves: the finding as it was before its changes. */
export function withoutChanges(finding: Finding, at: EpochMs): Finding {
  const { applied: _changes, verification: _gain, ...rest } = finding;
  return inState(rest, stateOfFacts(rest), at, 'undone');
}

/** A finding that was measured again after its changes: verified where the gain is decided, else with what was measured. */
export function withVerification(finding: Finding, verification: Proof, at: EpochMs): Finding {
  const next = { ...finding, verification };
  if (isGain(verification)) return inState(next, 'verified', at);
  const isLoss = verification.isDecided && verification.interval[1] < 1;
  const reason = isLoss ? 'measured again: a loss' : 'measured again: no gain decided';
  return inState(next, stateOfFacts(next), at, reason);
}
