import { expect, test } from 'vitest';
import { jitOverhead } from '../../../../src/analysis/advice/rules/jitOverhead.ts';
import { statement } from '../../../support/adviceFacts.ts';

const said = (jitMs: number) =>
  jitOverhead.candidates(statement({}, {}, { jitMs })).map((each) => each.kind === 'setting' && each.settings);

test('compiling that takes much of the time may be turned off', () => {
  expect(said(60)).toEqual([{ jit: 'off' }]);
  expect(said(5)).toEqual([]);
});
