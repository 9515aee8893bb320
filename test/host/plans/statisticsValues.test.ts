import { describe, expect, test } from 'vitest';
import {
  valueFromStatistics,
  type ColumnContext,
  type ColumnStatistics,
  type ValueKind,
} from '../../../src/host/plans/statisticsValues.ts';

const bounds = Array.from({ length: 101 }, (_, place) => String(place));

function chosen(
  use: ColumnContext['use'],
  kind: ValueKind,
  about: Partial<ColumnStatistics> & {
    readonly type?: string;
    readonly nth?: number;
    readonly isPaired?: boolean;
  } = {},
) {
  const { type = 'integer', nth = 0, isPaired = false, ...statistics } = about;
  const context = { kind: 'column', number: 1, qualifier: null, column: 'c', use } as const;
  const known = { place: 1, relation: 't', column: 'c', common: null, bounds: null, ...statistics };
  return valueFromStatistics(context, known, { kind, nth, isPaired, type });
}

describe('a value from statistics', () => {
  test.each([
    ['common', { common: ['7', '8'], bounds }, '7', 'the most common value of t.c'],
    ['common', { common: ['7', '8'], nth: 1 }, '8', 'common value 2 of t.c'],
    ['common', { bounds }, '50', 'a value from the middle of t.c, by its histogram'],
    ['rare', { common: ['7', '8'], bounds }, '50', 'a rare value of t.c'],
    ['rare', { common: ['7', '8', '9'] }, '9', 'the rarest value of t.c'],
    ['absent', { common: ['700'], bounds }, '701', 'a value that is not there of t.c'],
  ] as const)('that is %s: %o', (kind, about, value, note) => {
    expect(chosen('equal', kind, about)).toEqual({ value, from: 'statistics', note });
  });

  test.each([
    ['integer', ['2147483647'], null],
    ['bigint', ['2147483647'], '2147483648'],
    ['numeric(8,2)', ['1.5'], '4'],
    ['timestamp with time zone', ['2026-01-01'], 'infinity'],
    ['uuid', ['00000000-0000-0000-0000-000000000001'], 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['boolean', ['t', 'f'], null],
    ['mood', ['happy'], null],
  ])('that no row has, of the type %s', (type, common, value) => {
    expect(chosen('equal', 'absent', { type, common })?.value ?? null).toBe(value);
  });

  test.each([
    ['high', 'common', false, '90'],
    ['low', 'common', false, '10'],
    ['high', 'rare', false, '99'],
    ['high', 'absent', false, '101'],
    ['low', 'absent', false, '-1'],
    ['high', 'common', true, '45'],
    ['low', 'common', true, '55'],
  ] as const)('at the %s end of a range that is %s, both ends asked for: %s', (use, kind, isPaired, value) => {
    expect(chosen(use, kind, { bounds, isPaired })?.value).toBe(value);
  });

  test('of a list has a few, and of a pattern a piece', () => {
    expect(chosen('list', 'common', { common: ['1', '2'], bounds })).toMatchObject({ value: ['1', '2'] });
    expect(chosen('list', 'rare', { common: ['1'], bounds })).toMatchObject({ value: ['50', '51', '52'] });
    expect(chosen('pattern', 'common', { common: ['abcdefghij'], type: 'text' })?.value).toBe('%cdefgh%');
    expect(chosen('piece', 'common', { common: ['100%_off'], type: 'text' })?.value).toBe('00of');
  });

  test('is none where the statistics say nothing, or nothing else', () => {
    expect(chosen('equal', 'common')).toBeNull();
    expect(chosen('equal', 'rare', { bounds })).toBeNull();
    expect(chosen('low', 'rare')).toBeNull();
  });
});
