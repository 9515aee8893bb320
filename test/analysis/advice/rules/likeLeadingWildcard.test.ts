import { expect, test } from 'vitest';
import { likeLeadingWildcard } from '../../../../src/analysis/advice/rules/likeLeadingWildcard.ts';
import { compared, messages, proposed, wholeScan } from '../../../support/adviceFacts.ts';

const table = messages();
const proposedFor = (operator: string, text: string | null) =>
  proposed(likeLeadingWildcard, {
    scan: wholeScan({ filter: [], expressions: [compared('role', { bare: 'role', operator, text })] }),
    table,
  });

test.each([
  ['~~', '%needle%', 'role gin_trgm_ops'],
  ['~~*', 'needle%', 'role gin_trgm_ops'],
  ['~', 'need.*le', 'role gin_trgm_ops'],
  ['~~', 'needle%', 'role text_pattern_ops'],
  ['~', '^needle', 'role text_pattern_ops'],
])('%s %s is found by an index on (%s)', (operator, text, columns) => {
  expect(proposedFor(operator, text)).toEqual([columns]);
});

test.each([
  ['~~', '%ab%'],
  ['~~', null],
  ['!~~', '%needle%'],
  ['=', 'needle'],
])('nothing is proposed for %s %s', (operator, text) => {
  expect(proposedFor(operator, text)).toEqual([]);
});
