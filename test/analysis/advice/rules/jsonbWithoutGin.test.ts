import { expect, test } from 'vitest';
import { jsonbWithoutGin } from '../../../../src/analysis/advice/rules/jsonbWithoutGin.ts';
import { compared, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const table = messages();
const proposedFor = (expression: string, about: Parameters<typeof compared>[1]) =>
  proposed(jsonbWithoutGin, { scan: wholeScan({ filter: [], expressions: [compared(expression, about)] }), table });

test.each([
  ['body', { bare: 'body', operator: '@>', valueType: 'jsonb' }, 'body jsonb_path_ops'],
  ['body', { bare: 'body', operator: '@?', valueType: 'jsonpath' }, 'body jsonb_path_ops'],
  ['body', { bare: 'body', operator: '?' }, 'body'],
  [`body -> 'tags'`, { operator: '@>', valueType: 'jsonb' }, `(body -> 'tags') jsonb_path_ops`],
  [`to_tsvector('english', role)`, { operator: '@@', valueType: 'tsquery' }, `(to_tsvector('english', role))`],
])('%s with %o is found by a GIN index on it', (expression, about, columns) => {
  expect(proposedFor(expression, about)).toEqual([columns]);
});

test('nothing is proposed for a comparison, or a list of documents', () => {
  expect(proposedFor(`body ->> 'a'`, { operator: '=' })).toEqual([]);
  expect(proposedFor('body', { bare: 'body', operator: '@>', isAny: true })).toEqual([]);
});
