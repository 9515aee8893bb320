import { describe, expect, test } from 'vitest';
import { tunedPool } from '../../../src/host/pool/tunePool.ts';
import type { Progress } from '../../../src/protocol/jobs.ts';
import { quietControl } from '../../support/watching.ts';
import { simulatedStage } from './simulatedStage.ts';

const cpu = { concurrency: 96, workMs: 1.25, cores: 2, awaitMs: 0.4 };
const mixed = { concurrency: 96, workMs: 1.5, cores: 2, awaitMs: 21 };
const waiting = { concurrency: 96, workMs: 0.1, cores: 2, awaitMs: 10 };

describe('a tuning', () => {
  test('of a pool that is too small decides for the knee, and says what more would give', async () => {
    const { stage, clock } = simulatedStage(mixed, { currentSize: 4, noise: 0.01 });
    const { tuning, verdict, proof, answer, sizes, experimentVerdict } = await tunedPool(
      stage,
      45,
      clock,
      quietControl(),
    );
    expect(tuning).toMatchObject({ currentSize: 4, recommended: tuning.knee });
    expect(verdict.kind).toBe('too small');
    expect(sizes).toMatchObject({ before: 4, after: tuning.knee });
    expect(proof?.ratio).toBeGreaterThan(6);
    expect(proof).toMatchObject({ isDecided: true, unit: 'perSecond', pairs: 9, metric: 'throughput (tasks)' });
    expect(proof?.rows[0]).toMatchObject({ name: 'connections open', before: 4, after: tuning.knee });
    expect(experimentVerdict).toBe('better');
    expect(answer).toMatch(/^\d+ gives \d\.\dx \(\d+–\d+\)$/);
    expect(tuning.limitedBy).toMatch(/\d+ gives 1\.\d\d times what \d+ gives \(/);
  });

  test('of a pool that is too large decides for fewer connections with the same work', async () => {
    const { stage, clock } = simulatedStage(cpu, { currentSize: 20, noise: 0.01 });
    const { verdict, proof, answer, tuning, arms } = await tunedPool(stage, 45, clock, quietControl());
    expect(verdict.kind).toBe('too large');
    expect(proof?.interval[0]).toBeGreaterThan(0.9);
    expect(answer).toMatch(new RegExp(`^${tuning.recommended} is enough( \\(\\d+–\\d+\\))?$`));
    expect(arms.beyond).toEqual([]);
  });

  test('of a pool that fits says that it is enough, and claims nothing', async () => {
    const { stage, clock } = simulatedStage(mixed, { currentSize: 32, noise: 0.01 });
    const { verdict, experimentVerdict } = await tunedPool(stage, 45, clock, quietControl());
    expect(verdict).toEqual({ kind: 'fine' });
    expect(experimentVerdict).not.toBe('better');
  });

  test('of a load that is not saturated names no knee, and compares the largest size with the default of pg', async () => {
    const { stage, clock } = simulatedStage(waiting, { noise: 0.01 });
    const { tuning, answer, sizes, proof } = await tunedPool(stage, 45, clock, quietControl());
    expect(tuning).toMatchObject({ knee: null, kneeRange: null, recommended: 64, currentSize: null });
    expect(answer).toBe('64 gives 6.4x');
    expect(sizes).toMatchObject({ before: 10, after: 64, beyond: null });
    expect(proof?.ratio).toBeGreaterThan(6);
    expect(tuning.limitedBy).toContain('The pool limits');
  });

  test('opens no more connections than it may, also for the comparison', async () => {
    const { stage, clock } = simulatedStage(mixed, { noise: 0.01 });
    const tried: number[] = [];
    const measure: typeof stage.measure = (size, ...rest) => {
      tried.push(size);
      return stage.measure(size, ...rest);
    };
    const { sizes, tuning } = await tunedPool({ ...stage, sizeMax: 6, measure }, 45, clock, quietControl());
    expect(Math.max(...tried)).toBe(6);
    expect([sizes.before, tuning.comparedSize]).toEqual([6, 6]);
  });

  test('on a machine that is noisy claims nothing that its intervals do not hold', async () => {
    const { stage, clock } = simulatedStage(cpu, { currentSize: 4, noise: 0.6 });
    const { verdict, proof } = await tunedPool(stage, 45, clock, quietControl());
    expect(proof?.isDecided).toBe(false);
    expect(verdict.kind).toBe('fine');
  });

  test.each([20, 45, 120])('takes about the %s seconds it is given, and tells how far it is', async (seconds) => {
    const { stage, clock } = simulatedStage(mixed, { currentSize: 10 });
    const told: Progress[] = [];
    const { stepCount } = await tunedPool(stage, seconds, clock, {
      ...quietControl(),
      progress: (one) => told.push(one),
    });
    expect(clock.now() / 1000).toBeGreaterThan(seconds * 0.8);
    expect(clock.now() / 1000).toBeLessThan(seconds * 1.25);
    expect(told).toHaveLength(stepCount);
    expect(told[0]).toEqual({ label: 'size 1, step 1', done: 0, total: seconds * 1000, unit: 'ms' });
  });

  test('gives slow work longer steps', async () => {
    const slow = simulatedStage({ concurrency: 4, workMs: 300, cores: 2, awaitMs: 100 }, { currentSize: 2 });
    const { tuning } = await tunedPool(slow.stage, 45, slow.clock, quietControl());
    expect(tuning.steps.at(-1)?.seconds).toBeGreaterThan(2);
  });

  test('keeps steps that broke their size as not valid, and decides without them', async () => {
    const { stage, clock } = simulatedStage(mixed, {
      currentSize: 4,
      noise: 0.01,
      changed: (reading) => (reading.size === 16 ? { ...reading, totalMax: 17 } : reading),
    });
    const { tuning } = await tunedPool(stage, 45, clock, quietControl());
    expect(tuning.steps.find(({ size }) => size === 16)).toMatchObject({
      isValid: false,
      note: '17 connections were open at a size of 16',
    });
    expect(tuning.knee).toBeGreaterThan(16);
  });

  test('of a pool that completes nothing fails, and says why', async () => {
    const { stage, clock } = simulatedStage(mixed, {
      changed: (reading) => ({ ...reading, completed: 0, errors: 7, acquires: 0, hold: null, wait: null }),
    });
    await expect(tunedPool(stage, 45, clock, quietControl())).rejects.toMatchObject({
      code: 'poolFailed',
      message: 'the pool of the model could not be tuned: 7 failed.',
    });
  });

  test('ends when it is cancelled', async () => {
    const { stage, clock, tried } = simulatedStage(mixed);
    const cancelling = new AbortController();
    const progress = () => void (tried.length === 3 && cancelling.abort());
    const tuning = tunedPool(stage, 45, clock, { signal: cancelling.signal, progress });
    await expect(tuning).rejects.toMatchObject({ name: 'AbortError' });
    expect(tried).toHaveLength(3);
  });
});
