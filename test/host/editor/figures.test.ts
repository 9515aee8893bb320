import { describe, expect, test } from 'vitest';
import { bytesText, changeText, countText, evidenceText } from '../../../src/host/editor/figures.ts';
import type { Unit } from '../../../src/protocol/units.ts';

describe('figures for the editor', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_900, '1.90 KB'],
    [18_120, '18.1 KB'],
    [999_600, '1.00 MB'],
    [2_287_600, '2.29 MB'],
    [182_000_000, '182 MB'],
    [4_300_000_000, '4.30 GB'],
    [-1_900, '\u22121.90 KB'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  test('counts have thousands separators and a true minus', () => {
    expect([countText(1_204), countText(-1_204), countText(7)]).toEqual(['1,204', '\u22121,204', '7']);
  });

  test.each<[Unit, number, string]>([
    ['bytes', 1_900, '1.90 KB per turn'],
    ['ms', 4, '4.00 ms per turn'],
    ['ratio', 0.683, '68.3 % per turn'],
    ['count', 3, '3 per turn'],
  ])('%s with what it is per', (unit, value, text) => {
    expect(evidenceText({ name: 'n', value, unit, per: 'turn' })).toBe(text);
  });

  test('rates say so themselves, long times change their unit', () => {
    expect(evidenceText({ name: 'n', value: 1_500, unit: 'bytesPerSecond' })).toBe('1.50 KB/s');
    expect(evidenceText({ name: 'n', value: 12.3, unit: 'perSecond' })).toBe('12.3/s');
    expect(evidenceText({ name: 'n', value: 3_100, unit: 'ms' })).toBe('3.10 s');
    expect(evidenceText({ name: 'n', value: 720_000, unit: 'ms' })).toBe('12 min');
  });

  test('a gain has a plus, a loss its minus, none has neither', () => {
    const change = (value: number) => changeText({ name: 'n', value, unit: 'count' });
    expect([change(5), change(-5), change(0)]).toEqual(['+5', '\u22125', '0']);
  });
});
