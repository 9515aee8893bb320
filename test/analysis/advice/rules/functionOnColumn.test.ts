import { expect, test } from 'vitest';
import { functionOnColumn } from '../../../../src/analysis/advice/rules/functionOnColumn.ts';
import { compared, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const lower = compared('lower(role)', { columns: ['role'] });
const table = messages();

test('a column inside a function is indexed as it is compared, also behind what is held', () => {
  expect(proposed(functionOnColumn, { scan: wholeScan({ filter: [], expressions: [lower] }), table })).toEqual([
    '(lower(role))',
  ]);
  expect(proposed(functionOnColumn, { scan: wholeScan({ expressions: [lower] }), table })).toEqual([
    '(lower(role))',
    'thread_id, (lower(role))',
  ]);
});

test('nothing is proposed for a bare column, for what most rows pass, or where it costs little', () => {
  const silent = [
    wholeScan({ expressions: [compared('role', { bare: 'role', operator: '~~' })] }),
    wholeScan({ expressions: [lower], rowsKept: 150_000, rowsRemoved: 50_000 }),
    wholeScan({ expressions: [lower], selfMs: 1 }),
  ];
  for (const scan of silent) expect(proposed(functionOnColumn, { scan, table })).toEqual([]);
});
