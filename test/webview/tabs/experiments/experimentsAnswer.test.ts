import { expect, test } from 'vitest';
import { experimentsAnswer } from '../../../../webview/tabs/experiments/experimentsAnswer.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { experimentsOf, storePool } from '../../../support/panel/experimentFacts.ts';
import { madeProof } from '../../../analysis/findings/madeFinding.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

const [tuned, , , same, noisy] = experimentsOf(fullScenario, 0);
const said = (experiment: typeof tuned) =>
  experiment === undefined ? '' : plainText(experimentsAnswer(experiment).sentence);

test('a size that is enough, too small, right, or not found', () => {
  const withPool = (pool: Partial<typeof storePool>) =>
    tuned === undefined ? '' : said({ ...tuned, proof: madeProof(), pool: { ...storePool, ...pool } });
  expect(said(tuned)).toBe(
    '4 connections are enough for store, at store.ts:12: the knee is at 4 (3–5), and 20 do no more.',
  );
  expect(withPool({ currentSize: 2 })).toBe(
    'store, at store.ts:12 has 2 connections and wants 4: the knee is at 4 (3–5).',
  );
  expect(withPool({ currentSize: 2, pool: 'the pool of server.js' })).toMatch(/^The pool of server\.js, at/);
  expect(withPool({ currentSize: 4 })).toBe('store, at store.ts:12 has the right size, 4: the knee is at 4 (3–5).');
  expect(withPool({ knee: null, recommended: null })).toContain('No size of store that was tried is the knee');
});

test('a larger size that was not shown to do more is not wanted', () => {
  if (tuned === undefined) throw new TypeError('there is a tuning');
  const undecided = { ...tuned, proof: madeProof({ isDecided: false }), pool: { ...storePool, currentSize: 2 } };
  expect(said(undecided)).toBe('store, at store.ts:12 has 2 connections, and whether 4 do more could not be decided.');
  expect(experimentsAnswer(undecided)).toMatchObject({ severity: 'info' });
  expect(plainText(experimentsAnswer(undecided).why)).toContain('no gain measured');
});

test('what is not decided is not claimed', () => {
  expect(said(same)).toBe('Pool size of store, 4 instead of 20, at store.ts:12: no difference.');
  expect(noisy === undefined ? '' : plainText(experimentsAnswer(noisy).why)).toBe(
    'Time: not decided: the same against itself gave 1.06x (1.01–1.12).',
  );
});
