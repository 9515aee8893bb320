import { describe, expect, test } from 'vitest';
import { disprovedBy, leakToDisprove, rehuntExperiment } from '../../../src/host/hunt/rehunt.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { LeakFacts, LeakHunt } from '../../../src/protocol/hunts.ts';
import type { Target } from '../../../src/protocol/targets.ts';

const madeLeak: LeakFacts = {
  resource: 'heap',
  constructorName: 'Session',
  container: 'gateway.ts.sessions (Map)',
  module: 'gateway.ts',
  bytesPerUnit: 2_000,
  elementsPerUnit: 1,
  workUnit: 'turn',
};

const finding: Finding = {
  findingId: 'f',
  rule: 'leak',
  title: 'Map sessions only grows',
  severity: 'error',
  place: null,
  evidence: [],
  saving: null,
  confidence: 'measured',
  disprovedBy: 'a hunt',
  state: 'applied',
  foundAt: 1,
  program: 'gateway.js',
  leak: madeLeak,
};

const hunt = (change: Partial<LeakHunt>, late: number, spread: number): LeakHunt => ({
  huntId: 'h',
  targetId: 't',
  targetName: 'gateway.js',
  startedAt: 10,
  seconds: 60,
  pauseMs: 1,
  verdict: 'no-leak',
  reason: '',
  workUnit: 'turn',
  cycles: [],
  slopes: [{ resource: 'heap', early: late, late, lateInterval: [late - spread, late + spread], bound: spread }],
  findings: [],
  rehuntOf: null,
  ...change,
});
const target: Target = {
  targetId: 't',
  pid: 1,
  name: 'gateway.js',
  command: 'node gateway.js',
  folder: '/',
  nodeVersion: '24.0.0',
  v8Version: '13',
  startedAt: 0,
  watchedSince: 0,
  way: 'launched',
  state: 'watching',
  hasHeapdump: false,
  droppedSamples: 0,
  threadId: 0,
};

describe('a hunt after a change', () => {
  test('proves that the leak is gone, bounded by what noise can make', () => {
    const { verdict, answer, proof } = rehuntExperiment(finding, hunt({}, 1, 20), target, 99);
    expect({ verdict, answer }).toEqual({ verdict: 'better', answer: 'no longer grows' });
    expect(proof).toMatchObject({ before: 2_000, after: 1, ratio: 100, isDecided: true, isLeast: true });
    expect(proof?.interval[0]).toBeCloseTo(2_000 / 21, 5);
  });

  test('where something is left, the gain has both ends', () => {
    const { proof } = rehuntExperiment(finding, hunt({}, 100, 20), target, 99);
    expect(proof).toMatchObject({ ratio: 20, isDecided: true });
    expect(proof).not.toHaveProperty('isLeast');
  });

  test('keeps what grew and how much, also where it is no memory', () => {
    expect(disprovedBy(finding, target)).toEqual({ findingId: 'f', lateBefore: 2_000, resource: 'heap' });
    const leak = { ...madeLeak, resource: 'fd', bytesPerUnit: null, elementsPerUnit: 3 } as const;
    expect(disprovedBy({ ...finding, leak }, target)).toMatchObject({ lateBefore: 3, resource: 'fd' });
  });

  test('says that it still grows', () => {
    const again = hunt({ verdict: 'leak', findings: ['f'] }, 2_000, 30);
    const { verdict, answer, proof } = rehuntExperiment(finding, again, target, 99);
    expect({ verdict, answer, isDecided: proof?.isDecided }).toEqual({
      verdict: 'no difference',
      answer: 'still grows',
      isDecided: false,
    });
  });

  test('decides nothing where it is unsure, or its work has another unit', () => {
    expect(rehuntExperiment(finding, hunt({ verdict: 'unsure' }, 1, 20), target, 99).verdict).toBe('not decided');
    expect(rehuntExperiment(finding, hunt({ workUnit: 'second' }, 1, 20), target, 99).proof?.isDecided).toBe(false);
  });

  test('is refused for a finding of another kind', () => {
    const { leak: _leak, ...other } = finding;
    expect(() => leakToDisprove(other, target)).toThrow('not found by a hunt');
  });

  test('is refused in another program', () => {
    expect(() => leakToDisprove(finding, { name: 'worker.js' })).toThrow('a hunt in worker.js cannot disprove it');
  });

  test('compares listeners with listeners, and nothing with a bound that is not known', () => {
    const leak = { ...madeLeak, resource: 'listener', bytesPerUnit: null, elementsPerUnit: 2 } as const;
    const slope = { early: 0, late: 0, lateInterval: [0, 0.01], bound: 0.02 } as const;
    const slopes = [
      { resource: 'heap', ...slope, bound: 5_000 },
      { resource: 'listener', ...slope },
    ] as const;
    const { proof } = rehuntExperiment({ ...finding, leak }, hunt({ slopes }, 0, 0), target, 99);
    expect(proof).toMatchObject({ unit: 'count', before: 2, ratio: 100, isDecided: true });
    expect(rehuntExperiment(finding, hunt({}, 0, 0), target, 99).proof?.isDecided).toBe(false);
  });
});
