import { expect, test } from 'vitest';
import { textTable } from '../../../src/extension/format/textTable.ts';

test('words stand left, figures right, and nothing trails', () => {
  const table = textTable(
    [
      { head: 'Class', kind: 'words' },
      { head: 'Δ count', kind: 'figures' },
      { head: 'Owner', kind: 'words' },
    ],
    [
      ['Session', '+1,204', 'module gateway.ts'],
      ['(closure)', '+3', 'f()'],
    ],
  );
  expect(table).toBe(
    ['Class      Δ count  Owner', 'Session     +1,204  module gateway.ts', '(closure)       +3  f()'].join('\n'),
  );
});

test('without rows there is the head', () => {
  expect(textTable([{ head: 'A', kind: 'figures' }], [])).toBe('A');
});
