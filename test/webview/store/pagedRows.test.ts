import { describe, expect, test } from 'vitest';
import type { Page, PageRequest } from '../../../src/protocol/heapRows.ts';
import { PagedRows } from '../../../webview/store/pagedRows.ts';

/** A list of numbers far away: it answers by page, and what it was asked is written down. */
function farList(total: number) {
  const asked: PageRequest[] = [];
  const ask = (page: PageRequest): Promise<Page<number>> => {
    asked.push(page);
    const all = Array.from({ length: total }, (_, index) => (page.descending ? total - 1 - index : index));
    return Promise.resolve({ total, start: page.start, rows: all.slice(page.start, page.end) });
  };
  return { asked, ask };
}

const order = { sort: 'size', descending: false, filter: '' };

describe('rows by page', () => {
  test('come as they come into sight, each page once', async () => {
    const far = farList(100_000);
    const rows = await new Promise<PagedRows<number>>((resolve) => {
      const list: PagedRows<number> = new PagedRows(far.ask, order, () => resolve(list));
      list.ensure(50_010, 50_020);
      list.ensure(50_015, 50_030);
    });
    expect(far.asked.map(({ start, end }) => [start, end])).toEqual([[50_000, 50_200]]);
    expect([rows.total, rows.row(50_199), rows.row(50_200)]).toEqual([100_000, 50_199, undefined]);
  });

  test('another order shows the old rows until the new ones are there', async () => {
    const far = farList(300);
    let tell = () => {};
    const changed = () => new Promise<void>((resolve) => (tell = resolve));
    const list = new PagedRows(far.ask, order, () => tell());
    const first = changed();
    list.ensure(0, 10);
    await first;
    const second = changed();
    list.reorder({ ...order, descending: true });
    expect(list.row(0)).toBe(0);
    await second;
    expect(list.row(0)).toBe(299);
  });

  test('an answer that was overtaken is not shown', async () => {
    const answers: ((page: Page<string>) => void)[] = [];
    const list = new PagedRows<string>(
      () => new Promise((resolve) => answers.push(resolve)),
      order,
      () => undefined,
    );
    list.ensure(0, 1);
    list.reorder({ ...order, filter: 'new' });
    answers[1]?.({ total: 1, start: 0, rows: ['new'] });
    answers[0]?.({ total: 1, start: 0, rows: ['old'] });
    await Promise.resolve();
    expect(list.row(0)).toBe('new');
  });

  test('a failed page is told once, and asked for again only on wish', async () => {
    let calls = 0;
    const list = await new Promise<PagedRows<number>>((resolve) => {
      const rows: PagedRows<number> = new PagedRows(
        () => {
          calls += 1;
          return calls === 1 ? Promise.reject(new Error('gone')) : Promise.resolve({ total: 1, start: 0, rows: [7] });
        },
        order,
        () => {
          rows.ensure(0, 1);
          resolve(rows);
        },
      );
      rows.ensure(0, 1);
    });
    expect([String(list.failure), calls]).toEqual(['Error: gone', 1]);
    list.reorder(order);
    expect([list.failure, calls]).toEqual([null, 2]);
  });

  test('memory is bounded: pages used long ago are let go', async () => {
    const far = farList(100_000);
    const list = await new Promise<PagedRows<number>>((resolve) => {
      let arrived = 0;
      const all = new PagedRows(far.ask, order, () => (++arrived === 30 ? resolve(all) : undefined));
      for (let page = 0; page < 30; page += 1) all.ensure(page * 200, page * 200 + 1);
    });
    expect([list.row(0), list.row(29 * 200)]).toEqual([undefined, 29 * 200]);
  });

  test('a copy asks in pages and stops at the end', async () => {
    const far = farList(2_300);
    const list = new PagedRows(far.ask, order, () => undefined);
    const rows = await list.rows(0, 10_000, 1_000, new AbortController().signal);
    expect([rows.length, rows.at(-1), far.asked.length]).toEqual([2_300, 2_299, 3]);
  });
});
