import { describe, expect, test } from 'vitest';
import { poolKnee } from '../../../src/analysis/pool/poolKnee.ts';
import { poolLimit } from '../../../src/analysis/pool/poolLimit.ts';
import { simulatedReading, type PoolModel } from './simulatedPool.ts';

function said(model: PoolModel, sizes: readonly number[], where: string | null = null): string {
  const readings = sizes.map((size) => simulatedReading(model, size));
  return poolLimit(readings, poolKnee(readings, 'closed'), where);
}

describe('what limits, in words', () => {
  test('the database, where clients are held longer and no more is done', () => {
    const text = said({ concurrency: 96, workMs: 1.2, cores: 2, awaitMs: 0 }, [1, 4, 8, 16]);
    expect(text).toMatch(/^Beyond \d+ the database, or the cores .* limits: .* at 16 instead of 1\.2 ms at 1/);
  });

  test('the program, where it waits with the client in hand, and where', () => {
    const text = said({ concurrency: 96, workMs: 1.5, cores: 2, awaitMs: 21 }, [1, 16, 64], 'history.ts:40 (keep)');
    expect(text).toContain('The program holds a client for 23 ms, of which statements run 1.5 ms');
    expect(text).toContain('at history.ts:40 (keep)');
  });

  test('the pool, where more is done up to the largest size', () => {
    const text = said({ concurrency: 96, workMs: 0.1, cores: 2, awaitMs: 10 }, [1, 4, 16]);
    expect(text).toContain('The pool limits: more work was done with each larger size up to 16');
  });

  test('the load, where it asks for no more', () => {
    expect(said({ concurrency: 3, workMs: 1, cores: 8, awaitMs: 0 }, [1, 4])).toContain(
      'The load asks for no more than 3 clients at once.',
    );
  });

  test('says that it knows nothing where nothing was done', () => {
    expect(poolLimit([], { knee: null, range: null, recommended: null }, null)).toMatch(/nothing can be said/);
  });
});
