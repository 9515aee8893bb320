import { expect, test } from 'vitest';
import { fkWithoutIndex } from '../../../../src/analysis/advice/rules/fkWithoutIndex.ts';
import type { TableFacts } from '../../../../src/analysis/advice/tableFacts.ts';
import { indexOn, messages, statement } from '../../../support/adviceFacts.ts';

const proposedFor = (about: Partial<TableFacts>) =>
  fkWithoutIndex.candidates(
    statement(
      {},
      {},
      {
        foreignKeys: [
          {
            constraint: 'messages_thread_id_fkey',
            table: messages(about),
            columns: ['thread_id'],
            timeMs: 90,
            calls: 12,
          },
        ],
      },
    ),
  );

test('the column that refers to what is deleted is indexed', () => {
  expect(proposedFor({})).toMatchObject([
    {
      rule: 'fk-without-index',
      columns: [{ column: 'thread_id' }],
      seen: expect.stringContaining('look through messages 12 times'),
      evidence: [{ value: 90, unit: 'ms' }, { value: 12 }, { value: 200_000 }],
    },
  ]);
});

test('nothing is proposed where there is an index, or the table is small', () => {
  expect(proposedFor({ indexes: [indexOn('thread_id, created_at')] })).toEqual([]);
  expect(proposedFor({ rows: 200 })).toEqual([]);
});
