import { listOf, namesIn, partOf, textIn, type SyntaxNode } from './syntaxNode.ts';

/** Lengths of time that a moment may be cut to. */
export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const momentTypes = new Set(['date', 'timestamp', 'timestamptz']);
const dayForm = /^(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?$/;

/** The day that a literal names, as `2025-03-01`; null where it is none, or has a time. */
export function dayOf(node: unknown): string | null {
  const cast = partOf(node, 'TypeCast');
  if (cast !== null) {
    const isMoment = momentTypes.has(namesIn(cast['typeName'], 'names').at(-1) ?? '');
    return isMoment && listOf(cast['typeName'], 'arrayBounds').length === 0 ? dayOf(cast['arg']) : null;
  }
  const held: SyntaxNode | null = partOf(partOf(node, 'A_Const'), 'sval');
  const [, year, month, day] = dayForm.exec(textIn(held, 'sval')) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}

const steps: Readonly<Record<CalendarUnit, readonly [years: number, months: number, days: number]>> = {
  day: [0, 0, 1],
  week: [0, 0, 7],
  month: [0, 1, 0],
  quarter: [0, 3, 0],
  year: [1, 0, 0],
};

/** The day one unit later: `2025-03-01` and `month` give `2025-04-01`. */
export function laterDay(day: string, unit: CalendarUnit): string {
  const [year, month, date] = day.split('-').map(Number);
  const [years, months, days] = steps[unit];
  return new Date(Date.UTC(year + years, month - 1 + months, date + days)).toISOString().slice(0, 10);
}

export function isCalendarUnit(unit: string): unit is CalendarUnit {
  return unit in steps;
}
