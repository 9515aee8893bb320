import { expect, test } from 'vitest';
import type { Job } from '../../../../src/protocol/jobs.ts';
import { drawnResources, huntTrend, mainResource } from '../../../../webview/charts/huntTrend.ts';
import {
  huntAnswer,
  huntExtent,
  jobOfHunt,
  limitWords,
  workBetween,
} from '../../../../webview/tabs/memory/huntFacts.ts';
import { plainText } from '../../../../webview/widgets/sentence.ts';
import { huntsOf } from '../../../support/panel/experimentFacts.ts';
import { capturesOf, findingsOf } from '../../../support/panel/facts.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';

const now = 10_000_000;
const hunt = (kind: 'running' | 'leak' | 'cleared') =>
  huntsOf({ ...fullScenario, hunt: kind }, now)[0] as (typeof all)[number];
const all = huntsOf(fullScenario, now);

test('points are halved, and each half has the slope the hunt measured', () => {
  const { points, early, late } = huntTrend(hunt('leak'), 'heap');
  expect(points.map(({ isLate }) => isLate)).toEqual([...Array(6).fill(false), ...Array(6).fill(true)]);
  expect(late === null ? 0 : (late.to - late.from) / (late.toWork - late.fromWork)).toBeCloseTo(1_902, 5);
  expect(early?.toWork).toBe(600);
});

test('the resource that stands out of its noise is drawn first, else the heap', () => {
  const leak = hunt('leak');
  expect([mainResource(leak), drawnResources(leak)]).toEqual(['heap', ['heap', 'external']]);
  const handles = { resource: 'handle' as const, early: 1, late: 1, lateInterval: [0.9, 1.1] as const, bound: 0.01 };
  expect(mainResource({ ...leak, slopes: [...leak.slopes, handles] })).toBe('handle');
  expect(mainResource(hunt('cleared'))).toBe('heap');
});

test('a hunt that goes on is told from one that has ended', () => {
  const job: Job = {
    jobId: 'j',
    kind: 'hunt',
    title: 'Hunt',
    startedAt: now - 30_000,
    state: 'running',
    progress: null,
    made: [],
  };
  expect(jobOfHunt(hunt('running'), [job])).toBe(job);
  expect(jobOfHunt(hunt('leak'), [job])).toBeUndefined();
  expect(plainText(huntAnswer(hunt('running'), true).sentence)).toBe(
    'Hunting leaks in gateway.ts: 7 cycles so far, no verdict yet.',
  );
});

test('the verdict, its reason and how much was looked at are said', () => {
  const answer = huntAnswer(hunt('cleared'), false);
  expect([answer.severity, plainText(answer.sentence)]).toEqual([
    'check',
    'No leak in gateway.ts any more; before, heap grew by 1.90 KB per turn.',
  ]);
  expect(plainText(huntAnswer({ ...hunt('cleared'), rehuntOf: null }, false).sentence)).toBe('No leak in gateway.ts.');
  expect(plainText(answer.why)).toMatch(/^What grew in the first half levels off/);
  expect(huntExtent(hunt('leak'))).toMatch(/^12 cycles, 1,200 turns, 48 s; it stood still for \d+ ms in all$/);
});

test('growth for each turn needs two snapshots that work lies between', () => {
  const [first, second, third] = capturesOf(fullScenario, now);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three captures are drawn');
  expect(workBetween(hunt('leak'), second, third)).toBeCloseTo(450, 0);
  expect(workBetween(hunt('leak'), third, third)).toBeNull();
});

test('the way to the limit is told in one part of time', () => {
  const [finding] = findingsOf(1, 0);
  expect(limitWords(finding)).toBe('');
  const until = { name: 'until the limit', value: 18_600_000, unit: 'ms' } as const;
  expect(limitWords({ ...finding, evidence: [until] })).toBe('limit in about 5 h');
});
