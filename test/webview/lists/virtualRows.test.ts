import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineCount, lineOfRow, rowAtLine, rowsInSight, scrollFor } from '../../../webview/lists/virtualRows.ts';

/** The obvious way: every line written out. */
function allLines(total: number, open: readonly { index: number; lines: number }[]) {
  return Array.from({ length: total }, (_, row) => [
    { row, isDetail: false },
    ...Array.from({ length: open.find(({ index }) => index === row)?.lines ?? 0 }, () => ({ row, isDetail: true })),
  ]).flat();
}

const lists = fc
  .record({
    total: fc.integer({ min: 1, max: 60 }),
    open: fc.uniqueArray(fc.record({ index: fc.nat(59), lines: fc.integer({ min: 1, max: 5 }) }), {
      selector: ({ index }) => index,
      maxLength: 6,
    }),
  })
  .map(({ total, open }) => ({
    total,
    open: open.filter(({ index }) => index < total).sort((a, b) => a.index - b.index),
  }));

describe('lines of a list with open rows', () => {
  test('are those that writing all of them out gives', () => {
    fc.assert(
      fc.property(lists, ({ total, open }) => {
        const lines = allLines(total, open);
        expect(lineCount(total, open)).toBe(lines.length);
        for (const [line, expected] of lines.entries()) expect(rowAtLine(line, open)).toEqual(expected);
        for (let row = 0; row < total; row += 1) {
          expect(lineOfRow(row, open)).toBe(lines.findIndex((line) => line.row === row));
        }
      }),
    );
  });

  test('every row with a line in sight is drawn, and few others', () => {
    fc.assert(
      fc.property(lists, fc.nat(1500), fc.integer({ min: 22, max: 600 }), ({ total, open }, top, height) => {
        const sight = rowsInSight({ top, height, lineHeight: 22, spare: 2 }, total, open);
        const lines = allLines(total, open);
        for (const [line, { row }] of lines.entries()) {
          const isSeen = (line + 1) * 22 > top && line * 22 < top + height;
          if (isSeen) expect(row >= sight.start && row < sight.end).toBe(true);
        }
        expect(sight.end - sight.start).toBeLessThanOrEqual(Math.ceil(height / 22) + 7);
      }),
    );
  });

  test('of a million rows cost no more than those in sight', () => {
    expect(rowsInSight({ top: 11_000_000, height: 308, lineHeight: 22, spare: 5 }, 1_000_000, [])).toEqual({
      start: 499_995,
      end: 500_020,
    });
  });
});

describe('scrolling to a stretch', () => {
  test.each([
    ['in sight: not at all', { top: 50, height: 22 }, 0],
    ['below: until its end is seen', { top: 290, height: 44 }, 34],
    ['above: to its top', { top: 0, height: 22 }, 0],
    ['taller than the view: to its top', { top: 300, height: 900 }, 300],
  ])('%s', (_name, stretch, expected) => {
    expect(scrollFor(stretch, { top: 0, height: 300 })).toBe(expected);
  });
});
