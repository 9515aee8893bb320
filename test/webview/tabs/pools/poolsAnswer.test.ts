import { expect, test } from 'vitest';
import { poolsAnswer } from '../../../../webview/tabs/pools/poolsAnswer.ts';
import { steps } from '../../../../webview/tabs/pools/poolStrip.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { drawnPool } from '../../../analysis/live/drawnFacts.ts';
import { madeFinding } from '../../../analysis/findings/madeFinding.ts';

const words = (...given: Parameters<typeof poolsAnswer>) => plainText(poolsAnswer(...given).sentence);

test('Pools begins with what is wrong, and says so when nothing is', () => {
  expect(words([], [])).toBe('Nothing is handed out or waited for yet.');
  expect(words([drawnPool()], [])).toBe('Nobody waits: 1 pool is well.');
  expect(words([drawnPool({ waiting: 3 })], [])).toBe('3 wait at this moment.');
  const leak = madeFinding({ rule: 'client-leaked', title: 'A client was not given back' });
  expect(words([drawnPool()], [madeFinding({ rule: 'leak' }), leak])).toBe(
    'A client was not given back, at store.ts:41.',
  );
  expect(words([drawnPool()], [{ ...leak, state: 'gone' }])).toBe('Nobody waits: 1 pool is well.');
});

test('a strip goes by steps from the bottom to the most there was', () => {
  expect(steps([0, 4, 2], 4)).toBe('M0 60.0L1 60.0L1 0.0L2 0.0L2 30.0L3 30.0');
});
