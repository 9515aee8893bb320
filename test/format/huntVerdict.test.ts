import { expect, test } from 'vitest';
import { huntVerdict } from '../../src/format/huntVerdict.ts';
import type { LeakHunt } from '../../src/protocol/hunts.ts';
import { madeFinding } from '../analysis/findings/madeFinding.ts';

const hunt = (verdict: LeakHunt['verdict']): LeakHunt => ({
  huntId: 'h',
  targetId: 't',
  targetName: 'gateway.js',
  startedAt: 0,
  seconds: 60,
  pauseMs: 1,
  verdict,
  reason: 'No growth above 13 B per turn could be seen.',
  workUnit: 'turn',
  cycles: [],
  slopes: [],
  findings: [],
  rehuntOf: null,
});
const leak = madeFinding({
  rule: 'leak',
  title: 'Map sessions only grows',
  place: { file: '/a/gateway.ts', line: 88, column: 1 },
  evidence: [{ name: 'growth', value: 1_920, unit: 'bytes', per: 'turn' }],
});

test('a leak is told by who keeps it, how much of it, and where', () => {
  expect(huntVerdict(hunt('leak'), [leak], undefined)).toBe(
    'gateway.js leaks: Map sessions only grows, +1.92 KB per turn, at gateway.ts:88.',
  );
});

test('without a culprit, a clean bill or a doubt is told by its reason', () => {
  const reason = 'No growth above 13 B per turn could be seen.';
  expect(huntVerdict(hunt('leak'), [], undefined)).toBe(`gateway.js leaks: ${reason}`);
  expect(huntVerdict(hunt('no-leak'), [], undefined)).toBe(`gateway.js does not leak: ${reason}`);
  expect(huntVerdict(hunt('unsure'), [], undefined)).toBe(`Not sure whether gateway.js leaks: ${reason}`);
});

test('after a change, what was measured before it is said too', () => {
  expect(huntVerdict(hunt('no-leak'), [], leak)).toMatch(
    /^gateway\.js does not leak any more: .* Before: \+1\.92 KB per turn\.$/,
  );
  expect(huntVerdict(hunt('leak'), [leak], leak)).toMatch(/^gateway\.js still leaks: Map .* Before: \+1\.92 KB/);
});
