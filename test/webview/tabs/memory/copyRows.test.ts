import { expect, test } from 'vitest';
import { limits } from '../../../../src/protocol/limits.ts';
import { PagedRows } from '../../../../webview/store/pagedRows.ts';
import { copyRows, saveRows } from '../../../../webview/tabs/memory/copyRows.ts';

const columns = [
  { id: 'size', head: 'Size', width: '60px', cell: () => '', value: (row: number) => row },
  { id: 'act', head: '', width: '60px', cell: () => '' },
];
const order = { sort: 'size', descending: true, filter: '' };

async function listOf(total: number): Promise<PagedRows<number>> {
  return new Promise((resolve) => {
    const list = new PagedRows<number>(
      ({ start, end }) =>
        Promise.resolve({
          total,
          start,
          rows: Array.from({ length: Math.min(end, total) - start }, (_, at) => start + at),
        }),
      order,
      () => resolve(list),
    );
    list.ensure(0, 1);
  });
}

const classes = async (total: number) => ({ what: 'classes', columns, pages: await listOf(total) });

test('a table is copied with exact values, and a long one up to the limit', async () => {
  let copied = '';
  const clipboard = { copy: (text: string) => (copied = text) };
  expect(await copyRows(await classes(3), clipboard)).toBe('Copied 3 classes as CSV.');
  expect(copied).toBe('Size\r\n0\r\n1\r\n2\r\n');
  const most = limits.copiedRowsMax.value;
  expect(await copyRows(await classes(most + 1), clipboard)).toBe('Copied 10,000 of 10,001 classes as CSV.');
  expect(copied.split('\r\n')).toHaveLength(most + 2);
});

test('a table is handed over to be saved in both forms', async () => {
  const saved: unknown[] = [];
  const taker = { save: (...given: unknown[]) => saved.push(given) };
  expect(await saveRows(await classes(2), taker)).toBe('The editor asks where to save 2 classes.');
  expect(saved).toEqual([
    ['classes', { csv: 'Size\r\n0\r\n1\r\n', json: '[\n {\n  "Size": 0\n },\n {\n  "Size": 1\n }\n]\n' }],
  ]);
});
