import { expect, test } from 'vitest';
import { newestProof, proofWords, stateWords, verdictOfProof } from '../../../webview/proof/proofWords.ts';
import { indexFindingOf, indexProof } from '../../support/panel/planFacts.ts';
import { fullScenario } from '../../support/panel/scenario.ts';

const finding = indexFindingOf(fullScenario, 0);
const none = { ...indexProof, ratio: 1.02, interval: [0.97, 1.06] as const, isDecided: false };

test('a gain, a loss, and neither are told apart', () => {
  expect(proofWords(indexProof)).toBe('97x (88–104)');
  expect(proofWords({ ...indexProof, ratio: 0.8, interval: [0.7, 0.9] })).toBe('a loss: 0.80x (0.70–0.90)');
  expect(proofWords(none)).toBe('no gain measured: 1.02x (0.97–1.06)');
  expect(verdictOfProof(none)).toBe('none');
});

test('nothing is claimed where the same against itself differs', () => {
  const noisy = { ...none, sameAgain: { ratio: 1.08, interval: [1.02, 1.12] as const } };
  expect(proofWords(noisy)).toBe('not decided: the same against itself gave 1.08x (1.02–1.12)');
});

test('each state of a finding has its words', () => {
  const words = (['new', 'proven', 'applied', 'verified', 'dismissed', 'gone'] as const).map((state) =>
    stateWords({ ...finding, state, stateReason: 'seldom used' }),
  );
  expect(words).toEqual([
    '97x (88–104)',
    'proven 97x (88–104)',
    'applied, not verified yet',
    'verified',
    'dismissed: seldom used',
    'gone: seldom used',
  ]);
  expect(stateWords({ ...finding, proof: none })).toBe('proven, no difference: 1.02x (0.97–1.06)');
  const { proof: _proof, ...unproven } = finding;
  expect(stateWords({ ...unproven, state: 'new' })).toBe('not proven yet');
});

test('after the change its own proof counts', () => {
  const verified = indexFindingOf({ ...fullScenario, indexState: 'verified' }, 0);
  expect(newestProof(verified)?.after).toBe(0.94);
  expect(stateWords(verified)).toBe('verified 90x (80–97)');
});
