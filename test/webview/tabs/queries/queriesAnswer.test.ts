import { expect, test } from 'vitest';
import { queriesAnswer } from '../../../../webview/tabs/queries/queriesAnswer.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { indexFindingOf, planOf } from '../../../support/panel/planFacts.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

const plan = planOf(fullScenario, 'p0', 0);
const finding = indexFindingOf(fullScenario, 0);
const said = (...given: Parameters<typeof queriesAnswer>) => plainText(queriesAnswer(...given).sentence);

test('names the line, what costs, and what the proof says', () => {
  expect(said(plan, [finding])).toBe(
    'The statement at store.ts:41 takes 84.1 ms; 96 % of it is in Parallel Seq Scan agent_events: it reads all 200,000 rows ' +
      'in 3 processes, keeps 2,085; filter thread_id = $0. The change below takes it from 84.1 ms to 0.87 ms, 97x (88–104).',
  );
  expect(said(plan, [{ ...finding, state: 'applied' }])).toContain(
    'The change that was applied is to take it from 84.1 ms',
  );
});

test('claims nothing that is dismissed, undecided, or was not tried', () => {
  expect(said(plan, [{ ...finding, state: 'dismissed' }])).not.toContain('97x');
  const undecided = { ...finding.proof, isDecided: false };
  expect(said(plan, [{ ...finding, proof: { ...undecided } as NonNullable<typeof finding.proof> }])).not.toContain(
    '97x',
  );
  const tried = planOf({ ...fullScenario, proof: 'none' }, 'p0', 0);
  expect(plainText(queriesAnswer(tried, []).why)).toBe('2 changes were tried: none gains.');
});

test('what was dismissed is said with its reason, not that nothing gained', () => {
  const dismissed = { ...finding, state: 'dismissed', stateReason: 'read once a day' } as const;
  expect(plainText(queriesAnswer(plan, [dismissed]).why)).toMatch(/: dismissed: read once a day\.$/);
});

test('a plan that was not run says how to learn its times', () => {
  expect(said(planOf(fullScenario, 'p3', 0), [])).toBe(
    'The statement at store.ts:77 was planned, not run: Explain Analyze tells its times.',
  );
});
