import { expect, test } from 'vitest';
import { bloat } from '../../../../src/analysis/advice/rules/bloat.ts';
import { messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const { activity } = messages();
const withPages = (pages: number) =>
  proposed(bloat, { scan: wholeScan(), table: messages({ activity: { ...activity, pages } }) });

test('it speaks of a table with many times the pages its rows need, and not of a full one', () => {
  expect(withPages(60_000)).toEqual(['VACUUM FULL of messages']);
  expect(withPages(2_400)).toEqual([]);
});
