import { expect, test } from 'vitest';
import { gridModel, localRows } from '../../../webview/lists/gridModel.ts';

test('a model closes over the type of its rows: cells, copies and acts go by column and index', () => {
  const opened: string[] = [];
  const model = gridModel<{ name: string; size: number }>({
    label: 'Things',
    columns: [
      { id: 'name', head: 'Name', width: '1fr', cell: ({ name }) => name.toUpperCase(), value: ({ name }) => name },
      { id: 'size', head: 'Size', width: '60px', cell: ({ size }) => `${size} B`, value: ({ size }) => size },
      { id: 'act', head: '', width: '20px', cell: () => 'x' },
    ],
    source: localRows([
      { name: 'a', size: 1 },
      { name: 'b', size: 2 },
    ]),
    keyOf: ({ name }) => name,
    onOpen: ({ name }) => opened.push(name),
    isQuiet: ({ size }) => size < 2,
  });
  const row = model.row(0);
  expect(model.total).toBe(2);
  expect(row?.cells('name')).toBe('A');
  expect(row?.text()).toBe('a\t1');
  expect([row?.isQuiet, model.row(1)?.isQuiet]).toEqual([true, false]);
  model.row(1)?.open?.();
  expect(opened).toEqual(['b']);
  expect(model.row(2)).toBeUndefined();
});
