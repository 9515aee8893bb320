import { expect, test } from 'vitest';
import { processesAnswer } from '../../../../webview/tabs/processes/processesAnswer.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';
import { ledgerOf } from '../../../support/panel/ledgerFacts.ts';

const said = (change: Partial<typeof fullScenario>) => {
  const answer = processesAnswer(ledgerOf({ ...fullScenario, ...change }, 0));
  return [answer.severity, plainText(answer.sentence)];
};

test('what costs, with its line and what it holds; or that all is well, or that there is nothing', () => {
  expect(said({ orphans: 2 })).toEqual([
    'warning',
    expect.stringMatching(
      /^tools-server\.ts is started again and again at tools\.ts:27: 6\.5 a second, 312 ms to start each; 2 orphans and 1 duplicate hold \d+ MB\.$/,
    ),
  ]);
  expect(said({ orphans: 0 })).toEqual(['check', '4 processes, none left over and none twice.']);
  expect(said({ targets: 0 })).toEqual([null, 'No processes of an agent system run.']);
});
