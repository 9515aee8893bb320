import { expect, test } from 'vitest';
import { hashSpill } from '../../../../src/analysis/advice/rules/hashSpill.ts';
import { statement } from '../../../support/adviceFacts.ts';

const said = (batches: number) =>
  hashSpill
    .candidates(statement({}, { 'Node Type': 'Hash', 'Hash Batches': batches, 'Peak Memory Usage': 4_000 }))
    .map((each) => each.kind === 'setting' && each.settings);

test('a hash in batches may be tried with more memory; one in memory is left alone', () => {
  expect(said(8)).toEqual([{ work_mem: '128MB' }]);
  expect(said(1)).toEqual([]);
});
