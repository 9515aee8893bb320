import { expect, test } from 'vitest';
import { terminalTable } from '../../src/cli/terminalTable.ts';

test('columns are aligned, and long texts keep both ends', () => {
  const rows = [
    { name: 'Map', size: '1' },
    { name: 'a very long name of a class', size: '1,234' },
  ];
  const lines = terminalTable(
    [
      { title: 'class', text: ({ name }) => name, align: 'left', widthMax: 11 },
      { title: 'size', text: ({ size }) => size, align: 'right' },
      { title: '', text: () => '', align: 'left' },
    ],
    rows,
    (style, text) => `<${style}>${text}`,
  );
  expect(lines).toEqual(['<dim>class         size', 'Map              1', 'a ver…class  1,234']);
});

test('a table without rows is its titles', () => {
  expect(terminalTable([{ title: 'class', text: String, align: 'left' }], [], (_style, text) => text)).toEqual([
    'class',
  ]);
});
