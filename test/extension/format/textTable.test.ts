import { expect, test } from 'vitest';
import { textTable } from '../../../src/extension/format/textTable.ts';

test('the first column stands left, the others right, and nothing trails', () => {
  const table = textTable(
    ['Class', 'Δ count', 'Δ size'],
    [
      ['Session', '+1,204', '+2.29 MB'],
      ['(closure)', '+3', '+96 B'],
    ],
  );
  expect(table).toBe(
    ['Class      Δ count    Δ size', 'Session     +1,204  +2.29 MB', '(closure)       +3     +96 B'].join('\n'),
  );
});

test('without rows there is the head', () => {
  expect(textTable(['A', 'B'], [])).toBe('A  B');
});
