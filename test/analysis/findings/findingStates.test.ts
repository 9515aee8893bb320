import { describe, expect, test } from 'vitest';
import {
  foundAgain,
  foundFirst,
  inState,
  notSeenAgain,
  withChanges,
  withoutChanges,
  withVerification,
} from '../../../src/analysis/findings/findingStates.ts';
import { findingStates } from '../../../src/protocol/findings.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { madeAdvice, madeFinding, madeProof } from './madeFinding.ts';

const changes = [{ change: { kind: 'newFile', file: '/a.sql', text: 'x' }, hashBefore: null, hashAfter: 'h' }] as const;
const notDecided = madeProof({ isDecided: false, ratio: 1.01, interval: [0.9, 1.1] });

describe('the states of a finding', () => {
  test('a first one is proven only where its proof shows a gain', () => {
    expect(foundFirst(madeFinding({ state: 'proven' })).state).toBe('new');
    expect(foundFirst(madeFinding({ proof: madeProof() })).state).toBe('proven');
    expect(foundFirst(madeFinding({ proof: notDecided })).state).toBe('new');
    expect(foundFirst(madeFinding({ proof: madeProof({ ratio: 0.5, interval: [0.4, 0.6] }) })).state).toBe('new');
  });

  test('found again it keeps state, changes and first history, and takes the new figures', () => {
    const applied = withChanges(madeFinding({ proof: madeProof(), advice: madeAdvice() }), changes, 3);
    const again = foundAgain(applied, madeFinding({ title: 'newer', foundAt: 9, advice: madeAdvice() }));
    expect(again).toMatchObject({ title: 'newer', foundAt: 9, state: 'applied', applied: changes, proof: madeProof() });
    expect(again.history).toEqual(applied.history);
  });

  test('a proof of other advice is no proof of this one', () => {
    const proven = foundFirst(madeFinding({ proof: madeProof(), advice: madeAdvice() }));
    const again = foundAgain(proven, madeFinding({ foundAt: 9, advice: madeAdvice({ sql: 'another' }) }));
    expect(again).not.toHaveProperty('proof');
    expect(again.state).toBe('new');
    expect(foundAgain(proven, madeFinding({ advice: madeAdvice() })).state).toBe('proven');
    expect(foundAgain(proven, madeFinding({ proof: notDecided, advice: madeAdvice() }))).toMatchObject({
      state: 'new',
      proof: notDecided,
    });
  });

  test('dismissed stays dismissed with its reason; gone comes back; verified is disproved', () => {
    const found = madeFinding({ foundAt: 9 });
    expect(foundAgain(inState(madeFinding(), 'dismissed', 2, 'a cache'), found)).toMatchObject({
      state: 'dismissed',
      stateReason: 'a cache',
    });
    expect(foundAgain(inState(madeFinding(), 'gone', 2, 'no growth'), found)).toMatchObject({
      state: 'new',
      stateReason: 'seen again',
    });
    const verified = withVerification(withChanges(madeFinding(), changes, 2), madeProof(), 3);
    const again = foundAgain(verified, found);
    expect(again).toMatchObject({
      state: 'applied',
      stateReason: 'seen again after it was verified',
      applied: changes,
    });
    expect(again).not.toHaveProperty('verification');
  });

  test('not seen again only what is new or proven is gone', () => {
    const after = findingStates.map((state) => notSeenAgain(madeFinding({ state }), 5, 'no growth').state);
    expect(after).toEqual(['gone', 'gone', 'applied', 'verified', 'dismissed', 'gone']);
  });

  test('undone it is what it was before its changes', () => {
    const proven = foundFirst(madeFinding({ proof: madeProof() }));
    const undone = withoutChanges(withVerification(withChanges(proven, changes, 2), madeProof(), 3), 4);
    expect(undone).toMatchObject({ state: 'proven', stateReason: 'undone', proof: madeProof() });
    expect(undone).not.toHaveProperty('applied');
    expect(undone).not.toHaveProperty('verification');
    expect(undone.history?.map(({ state, at }) => [state, at])).toEqual([
      ['proven', 1_000],
      ['applied', 2],
      ['verified', 3],
      ['proven', 4],
    ]);
  });

  test('a verification that shows no gain leaves it applied and says so', () => {
    const applied = withChanges(madeFinding(), changes, 2);
    expect(withVerification(applied, notDecided, 3)).toMatchObject({
      state: 'applied',
      stateReason: 'measured again: no gain decided',
      verification: notDecided,
    });
    const loss = madeProof({ ratio: 0.5, interval: [0.4, 0.6] });
    expect(withVerification(applied, loss, 3)).toMatchObject({
      state: 'applied',
      stateReason: 'measured again: a loss',
    });
    expect(withVerification(madeFinding(), madeProof(), 3).state).toBe('verified');
  });

  test('the history is bounded', () => {
    let finding = madeFinding();
    for (let at = 0; at < limits.findingHistoryMax.value + 5; at += 1) finding = inState(finding, 'dismissed', at, 'r');
    expect(finding.history).toHaveLength(limits.findingHistoryMax.value);
    expect(finding.history?.at(-1)).toEqual({
      state: 'dismissed',
      at: limits.findingHistoryMax.value + 4,
      reason: 'r',
    });
  });
});
