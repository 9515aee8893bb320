import { expect, test } from 'vitest';
import type { ComparedFunction, ProfileComparison, ProfileSummary } from '../../../../src/protocol/profiles.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { comparisonAnswer, profileAnswer } from '../../../../webview/tabs/profiles/profilesAnswer.ts';

const profile = {
  profileId: 'p',
  kind: 'cpu',
  label: 'p',
  file: '/p',
  fileBytes: 1,
  takenAt: 0,
  lengthMs: 10_000,
} as const;
const at = (name: string, self: number, file: string | null) => ({
  name,
  place: file === null ? null : { file, line: 7, column: 1 },
  url: file ?? '',
  line: 7,
  column: 1,
  self,
  total: self,
});
const summary = (functions: ProfileSummary['functions'], change: Partial<ProfileSummary> = {}): ProfileSummary => ({
  profile,
  unit: 'ms',
  total: 1_000,
  idle: 9_000,
  sampleCount: 9_000,
  functionCount: functions.length,
  functions,
  ...change,
});
const words = (one: ProfileSummary) => {
  const { sentence, why } = profileAnswer(one);
  return [plainText(sentence), plainText(why)];
};

test('a profile names the function of the source that takes most, and a dearer one of a package beside it', () => {
  const functions = [at('parse', 600, '/app/node_modules/zod/a.js'), at('work', 300, '/app/src/work.ts')];
  expect(words(summary(functions))[0]).toBe('work at work.ts:7 takes 30 % of the CPU time itself.');
  const small = [at('parse', 900, '/app/node_modules/zod/a.js'), at('work', 10, '/app/src/work.ts')];
  expect(words(summary(small))).toEqual([
    'parse at a.js:7 takes 90 % of the CPU time itself.',
    '1.00 s of work in 10.0 s; the rest was waiting. 2 functions, 9,000 samples. In your source most is in work at work.ts:7, 1.0 %.',
  ]);
});

test('a profile in which nothing happened says so, and few samples are told', () => {
  expect(words(summary([], { total: 0 }))[0]).toBe('The program did nothing while it was looked at.');
  expect(words(summary([at('work', 1_000, null)], { sampleCount: 12 }))[1]).toContain('few');
});

const compared = (name: string, selfDelta: number, isClear: boolean): ComparedFunction => ({
  ...at(name, 0, '/app/src/work.ts'),
  functionId: 1,
  code: 'own',
  packageName: null,
  before: { self: 0, total: 0 },
  after: { self: 0, total: 0 },
  selfDelta,
  totalDelta: selfDelta,
  isClear,
});

test('a comparison tells the whole for each second, and only a difference that sampling does not explain', () => {
  const side = (total: number) => ({ profile, total, idle: 0, sampleCount: 100 });
  const comparison = (rows: readonly ComparedFunction[]): ProfileComparison => ({
    total: rows.length,
    start: 0,
    rows,
    before: side(4_000),
    after: side(1_500),
    unit: 'ms',
    basis: 'perSecond',
  });
  const told = (rows: readonly ComparedFunction[]) => plainText(comparisonAnswer(comparison(rows)).sentence);
  expect(told([compared('noise', -300, false), compared('work', -250, true)])).toBe(
    'The later profile has 250 ms less CPU time in each second (400 ms → 150 ms); what changed most is work at work.ts:7, −250 ms in each second.',
  );
  expect(told([compared('noise', -300, false)])).toContain('no function differs by more than sampling alone');
});
