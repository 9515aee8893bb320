import { expect, test } from 'vitest';
import { TreePages } from '../../../webview/store/treePages.ts';

/** A tree in which the node `1.2` has the children `1.2.0` to `1.2.4`: it answers by page. */
function tree(total = 5) {
  const asked: string[] = [];
  let tell = () => {};
  const pages = new TreePages<string>(
    (parent, page) => {
      asked.push(`${parent ?? 'top'} ${page.filter} ${page.start}`);
      const all = Array.from({ length: total }, (_, at) => (parent === null ? `${at}` : `${parent}.${at}`));
      const rows = (page.descending ? all.toReversed() : all).slice(page.start, page.end);
      return Promise.resolve({ total, start: page.start, rows });
    },
    { sort: 'size', descending: false, filter: '' },
    () => tell(),
  );
  const changed = () => new Promise<void>((resolve) => (tell = resolve));
  const unfold = async (line: number) => {
    const row = pages.row(line);
    if (row === undefined) throw new Error(`no row at ${line}`);
    pages.fold(row, row.isOpen);
    await changed();
  };
  const lines = () => Array.from({ length: pages.total ?? 0 }, (_, line) => pages.row(line)?.row);
  return { asked, pages, changed, unfold, lines };
}

test('branches come when they are opened, and lines below move down', async () => {
  const { pages, changed, unfold, lines, asked } = tree(3);
  expect(pages.total).toBeNull();
  const first = changed();
  pages.ensure(0, 3);
  await first;
  await unfold(1);
  await unfold(3);
  expect(lines()).toEqual(['0', '1', '1.0', '1.1', '1.1.0', '1.1.1', '1.1.2', '1.2', '2']);
  expect(pages.row(4)).toMatchObject({ path: '1.1.0', level: 3, isOpen: false });
  for (let line = 0; line < 9; line += 1) expect(pages.lineOf(pages.row(line)?.path ?? '')).toBe(line);
  expect(pages.lineOf('0.1')).toBe(-1);
  expect(asked).toEqual(['top  0', '1  0', '1.1  0']);
});

test('a folded branch takes what is open in it along; another order folds all', async () => {
  const { pages, changed, unfold, lines } = tree(3);
  const first = changed();
  pages.ensure(0, 1);
  await first;
  await unfold(0);
  await unfold(1);
  const row = pages.row(0);
  if (row !== undefined) pages.fold(row, true);
  expect(lines()).toEqual(['0', '1', '2']);
  await unfold(2);
  expect(pages.total).toBe(6);
  const again = changed();
  pages.reorder({ ...pages.order, descending: true });
  await again;
  expect(lines()).toEqual(['2', '1', '0']);
});

test('a long branch comes by pages as it comes into sight, and the filter is for the top alone', async () => {
  const { pages, changed, unfold, asked } = tree(1_000);
  const first = changed();
  pages.reorder({ ...pages.order, filter: 'x' });
  await first;
  await unfold(10);
  const more = changed();
  pages.ensure(511, 521);
  await more;
  expect(pages.row(511)?.row).toBe('10.500');
  expect(asked).toEqual(['top x 0', '10  0', '10  400']);
  expect(pages.total).toBe(2_000);
});
