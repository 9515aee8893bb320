import { describe, expect, test } from 'vitest';
import { openFindings, overviewAnswer } from '../../../../webview/tabs/overview/overviewAnswer.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { findingsOf, targetsOf } from '../../../support/panel/facts.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

const [target] = targetsOf(fullScenario, 0);
const newest = { heapUsed: 182e6, loopDelayP99: 14, gcShare: 0.021 };
const nothing = { heapUsed: NaN, loopDelayP99: NaN, gcShare: NaN };

describe('the first sentence of the Overview', () => {
  test('gives the plain figures when nothing was found', () => {
    const answer = overviewAnswer(target, [], newest);
    expect(plainText(answer.sentence)).toBe('gateway.ts: heap 182 MB, loop p99 14 ms, GC 2.1 %; nothing found yet.');
    expect(answer.severity).toBeNull();
  });

  test('names the worst finding, its cost and its place', () => {
    const answer = overviewAnswer(target, findingsOf(3, 0), newest);
    expect(plainText(answer.sentence)).toBe(
      'sessions keeps an entry for each turn (+2.29 MB), at gateway.ts:88. 2 more below.',
    );
    expect(answer.severity).toBe('error');
  });

  test('says nothing of figures that have not come', () => {
    expect(plainText(overviewAnswer(target, [], nothing).sentence)).toBe('gateway.ts has sent no figures yet.');
    expect(plainText(overviewAnswer(target, [], { ...nothing, heapUsed: 5e6 }).sentence)).toBe(
      'gateway.ts: heap 5.00 MB; nothing found yet.',
    );
  });

  test('leaves out what is gone or dismissed, and puts the worst first', () => {
    const [error, warning, info] = findingsOf(3, 0);
    const open = openFindings([info, warning, { ...error, state: 'dismissed' }]);
    expect(open.map(({ severity }) => severity)).toEqual(['warning', 'info']);
  });
});
