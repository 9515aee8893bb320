import { expect, test } from 'vitest';
import { dayOf, laterDay } from '../../../src/analysis/advice/calendar.ts';

const literal = (sval: string) => ({ A_Const: { sval: { sval } } });

test('a later day keeps to the calendar', () => {
  expect(laterDay('2024-02-28', 'day')).toBe('2024-02-29');
  expect(laterDay('2025-12-30', 'week')).toBe('2026-01-06');
  expect(laterDay('2025-12-01', 'month')).toBe('2026-01-01');
  expect(laterDay('2025-10-01', 'quarter')).toBe('2026-01-01');
  expect(laterDay('2024-01-01', 'year')).toBe('2025-01-01');
});

test('only a literal of a day without a time is one', () => {
  expect(dayOf(literal('2025-03-01'))).toBe('2025-03-01');
  expect(dayOf(literal('2025-03-01 00:00:00'))).toBe('2025-03-01');
  expect(dayOf(literal('2025-03-01 12:00'))).toBeNull();
  expect(dayOf({ ParamRef: { number: 1 } })).toBeNull();
});
