import { expect, test } from 'vitest';
import { statementLenses, statementMark, type ShownStatement } from '../../../src/host/editor/statementViews.ts';

const shown = (changes: Partial<ShownStatement> = {}): ShownStatement => ({
  line: 40,
  character: 4,
  place: { file: '/shop.ts', line: 42, column: 7 },
  kind: 'select',
  figures: null,
  isStale: false,
  ...changes,
});
const figures = {
  planId: 'p1',
  executionMs: 84.1,
  buffers: 3_851,
  heaviest: { what: 'Seq Scan b', share: 0.97 },
};
const titles = (statement: ShownStatement, isConnected: boolean) =>
  statementLenses(statement, isConnected).map(({ command }) => command?.title);

test('without a database a statement is quiet', () => {
  expect(titles(shown(), false)).toEqual(['Explain']);
  expect(statementMark(shown())).toBeNull();
});

test('with a database it offers what can be done, one that writes only its plan', () => {
  expect(titles(shown(), true)).toEqual(['Explain', 'Explain Analyze', 'Advise']);
  expect(titles(shown({ kind: 'write' }), true)).toEqual(['Explain']);
  expect(statementLenses(shown(), true)[0]?.command?.arguments).toEqual([{ file: '/shop.ts', line: 42, column: 7 }]);
});

test('after a run its time stands above it and at the end of its line', () => {
  expect(titles(shown({ figures }), true)).toEqual([
    '84.1 ms · 3,851 buffers',
    'Show Plan',
    'Explain Analyze',
    'Advise',
  ]);
  expect(statementMark(shown({ figures }))).toEqual({
    line: 40,
    text: '84.1 ms · 97.0 % in Seq Scan b',
    severity: 'info',
    isStale: false,
  });
});

test('of another statement that stood there, the time says so', () => {
  expect(titles(shown({ figures, isStale: true }), true)[0]).toBe(
    '84.1 ms · 3,851 buffers (the statement has changed since)',
  );
  expect(statementMark(shown({ figures, isStale: true }))?.isStale).toBe(true);
});

test('a plan that was not run shows no time', () => {
  const planned = { planId: 'p1', executionMs: null, buffers: null, heaviest: null };
  expect(titles(shown({ figures: planned }), true)).toEqual(['Show Plan', 'Explain Analyze', 'Advise']);
  expect(statementMark(shown({ figures: planned }))).toBeNull();
});
