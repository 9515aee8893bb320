import { describe, expect, test } from 'vitest';
import { costWords, openFindings, overviewAnswer } from '../../../../webview/tabs/overview/overviewAnswer.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { findingsOf, targetsOf } from '../../../support/panel/facts.ts';
import { indexFindingOf } from '../../../support/panel/planFacts.ts';
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

  test('names the two findings that cost most, their costs and places', () => {
    const answer = overviewAnswer(target, findingsOf(3, 0), newest);
    expect(plainText(answer.sentence)).toBe(
      'Two things cost you most: sessions keeps an entry for each turn (+2.29 MB), at gateway.ts:88; ' +
        'and listeners on lifetime are never removed (+1.08 MB), at agent.ts:31. 1 more below.',
    );
    expect(answer.severity).toBe('error');
  });

  test('what is mended costs nothing any more, and is said once nothing else does', () => {
    const [leak, listeners] = findingsOf(2, 0);
    const mended = { ...leak, state: 'verified' } as const;
    expect(plainText(overviewAnswer(target, [mended, listeners], newest).sentence)).toMatch(/^listeners on lifetime/i);
    const answer = overviewAnswer(target, [mended], newest);
    expect(plainText(answer.sentence)).toMatch(/GC 2.1 %; what was found is mended, and verified\.$/);
    expect(answer.severity).toBeNull();
  });

  test('says nothing of figures that have not come', () => {
    expect(plainText(overviewAnswer(target, [], nothing).sentence)).toBe('gateway.ts has sent no figures yet.');
    expect(plainText(overviewAnswer(target, [], { ...nothing, heapUsed: 5e6 }).sentence)).toBe(
      'gateway.ts: heap 5.00 MB; nothing found yet.',
    );
  });

  test('leaves out what is gone or dismissed, in the order of the host', () => {
    const [error, warning, info] = findingsOf(3, 0);
    const open = openFindings([info, warning, { ...error, state: 'dismissed' }]);
    expect(open.map(({ severity }) => severity)).toEqual(['info', 'warning']);
  });

  test('a saving is taken away, growth is added', () => {
    const [grown] = findingsOf(1, 0);
    expect(costWords(grown)).toBe('+2.29 MB');
    expect(costWords(indexFindingOf(fullScenario, 0))).toBe('\u221283.2 ms per turn');
    expect(costWords({ ...grown, saving: null, evidence: [] })).toBe('');
  });
});
