import { expect, test } from 'vitest';
import { staleStatistics } from '../../../../src/analysis/advice/rules/staleStatistics.ts';
import { messages, statement, wholeScan } from '../../../support/adviceFacts.ts';

const { activity } = messages();
const scan = wholeScan();

/** What is proposed where `planned` rows were counted on and `actual` came. */
function when(about: Partial<typeof activity>, planned: number, actual: number): readonly string[] {
  const plan = { Alias: scan.alias, 'Plan Rows': planned, 'Actual Rows': actual, 'Actual Loops': 1 };
  const scans = [{ scan, table: messages({ activity: { ...activity, ...about } }) }];
  return staleStatistics
    .candidates(statement({}, plan, { scans }))
    .flatMap((candidate) => (candidate.kind === 'statistics' ? [candidate.what] : []));
}

test('it proposes ANALYZE where many rows were written since and the planner was wrong, and where it never ran', () => {
  expect(when({ changedRows: 60_000 }, 10, 4_000)).toEqual(['fresh statistics of messages']);
  expect(when({ isAnalyzed: false }, 40, 40)).toEqual(['fresh statistics of messages']);
});

test('it is silent where few rows were written, and where the planner was right', () => {
  expect(when({ changedRows: 900 }, 10, 4_000)).toEqual([]);
  expect(when({ changedRows: 60_000 }, 40, 41)).toEqual([]);
});
