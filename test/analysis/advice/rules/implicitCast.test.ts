import { expect, test } from 'vitest';
import { implicitCast } from '../../../../src/analysis/advice/rules/implicitCast.ts';
import { held, messages, statement, wholeScan } from '../../../support/adviceFacts.ts';
import { rewritten, treeOf } from '../../../support/writtenTree.ts';

const proposed = (where: string, castTo: string | null = 'numeric') => {
  const scan = wholeScan({ filter: [held('id', { castTo })] });
  const facts = statement(
    treeOf(`select 1 from messages where ${where}`),
    {},
    { scans: [{ scan, table: messages() }] },
  );
  return rewritten(implicitCast, facts).map((sql) => sql?.replace(/^.* WHERE /, ''));
};

test('the value is cast to the type of the column', () => {
  expect(proposed('id = 4711.0')).toEqual(['id = 4711.0::int8']);
  expect(proposed('id::text = $1', 'text')).toEqual(['id = CAST($1 AS int8)']);
});

test('it is silent where the plan casts nothing, and about columns without an index', () => {
  expect(proposed('id = 4711.0', null)).toEqual([]);
  expect(proposed('thread_id = 4711.0')).toEqual([]);
});
