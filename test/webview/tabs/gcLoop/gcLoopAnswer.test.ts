import { expect, test } from 'vitest';
import { clockSeconds } from '../../../../webview/format/moments.ts';
import { gcLoopAnswer } from '../../../../webview/tabs/gcLoop/gcLoopAnswer.ts';
import type { PauseFigures } from '../../../../webview/tabs/gcLoop/pauseFigures.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';

const figures = (kind: PauseFigures['kind'], label: string, totalMs: number, lengthMs: number): PauseFigures => ({
  kind,
  label,
  count: 10,
  totalMs,
  medianMs: 2,
  longestMs: 9,
  longestAt: 0,
  share: totalMs / lengthMs,
});

test('a collector below 5 % of the time is not to blame', () => {
  const answer = gcLoopAnswer([figures('all', 'All', 210, 10_000)], { highestMs: 46, at: 0 }, 10_000);
  expect(plainText(answer.sentence)).toBe(
    `GC is fine at 2.10 % of the time; the loop was late by up to 46.0 ms, at ${clockSeconds(0)}.`,
  );
  expect(answer.severity).toBeNull();
});

test('above it the kind that costs most is named', () => {
  const rows = [
    figures('scavenge', 'Scavenge', 600, 10_000),
    figures('markCompact', 'Mark-compact', 200, 10_000),
    figures('all', 'All', 800, 10_000),
  ];
  const answer = gcLoopAnswer(rows, null, 10_000);
  expect(plainText(answer.sentence)).toBe('The collector takes 8.00 % of the time, most of it in scavenge pauses.');
  expect(answer.severity).toBe('warning');
});

test('a loop that stood for long is a warning, whoever stopped it', () => {
  const none = { ...figures('all', 'All', 0, 10_000), count: 0, longestMs: NaN };
  const answer = gcLoopAnswer([none], { highestMs: 240, at: 0 }, 10_000);
  expect(plainText(answer.sentence)).toContain('No collection ran; the loop was late by up to 240 ms');
  expect([answer.severity, answer.why]).toEqual(['warning', []]);
});
