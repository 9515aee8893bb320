import { describe, expect, test } from 'vitest';
import { invalidity, isSaturated, stepOf, validReadings } from '../../../src/analysis/pool/poolReading.ts';
import { simulatedReading } from './simulatedPool.ts';

const model = { concurrency: 20, workMs: 2, cores: 2, awaitMs: 0 };
const four = simulatedReading(model, 4);

describe('a reading of one size', () => {
  test('is valid where no more than its size was open or out, and says why else', () => {
    expect(invalidity(four)).toBeNull();
    expect(invalidity({ ...four, totalMax: 5 })).toBe('5 connections were open at a size of 4');
    expect(invalidity({ ...four, busyMax: 6 })).toBe('6 clients were out at a size of 4');
    expect(validReadings([four, { ...four, totalMax: 5 }])).toEqual([four]);
  });

  test('is shown as a row, with what went wrong in its note', () => {
    expect(stepOf(four)).toMatchObject({ size: 4, throughput: four.completed / 2, isValid: true, note: null });
    const row = stepOf({ ...four, totalMax: 5, errors: 3, note: 'one client did not come back' });
    expect(row).toMatchObject({
      isValid: false,
      note: '5 connections were open at a size of 4; 3 failed; one client did not come back',
    });
    expect(stepOf({ ...four, wait: null, hold: null })).toMatchObject({ waitMsP50: null, holdMsP95: null });
  });

  test('is saturated where clients are left over, or are held longer than without load', () => {
    expect(isSaturated({ ...four, busyMax: 3 }, 2)).toBe(true);
    expect(isSaturated({ ...four, waitersMax: 0 }, 2)).toBe(true);
    expect(isSaturated(four, 2)).toBe(true);
    expect(isSaturated(simulatedReading({ ...model, awaitMs: 50 }, 4), 52)).toBe(false);
  });
});
