import { expect, test } from 'vitest';
import { staleStatistics } from '../../../../src/analysis/advice/rules/staleStatistics.ts';
import { messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const { activity } = messages();
const when = (about: Partial<typeof activity>) =>
  proposed(staleStatistics, { scan: wholeScan(), table: messages({ activity: { ...activity, ...about } }) });

test('it proposes ANALYZE where many rows were written since, and where it never ran', () => {
  expect(when({ changedRows: 60_000 })).toEqual(['fresh statistics of messages']);
  expect(when({ isAnalyzed: false })).toEqual(['fresh statistics of messages']);
});

test('it is silent where few rows were written', () => {
  expect(when({ changedRows: 900 })).toEqual([]);
});
