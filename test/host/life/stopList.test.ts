import { describe, expect, test } from 'vitest';
import { stopList } from '../../../src/host/life/stopList.ts';

describe('stopping', () => {
  test('the last part started is stopped first, each before the next', async () => {
    const order: string[] = [];
    const stops = stopList(1000, () => undefined);
    stops.add('store', () => void order.push('store'));
    stops.add('server', async () => {
      order.push('server…');
      await new Promise((resolve) => setImmediate(resolve));
      order.push('server');
    });
    expect(await stops.stopAll()).toBe(true);
    expect(await stops.stopAll()).toBe(true);
    expect(order).toEqual(['server…', 'server', 'store']);
  });

  test('a part that fails or hangs is named, and the others are stopped in time', async () => {
    const order: string[] = [];
    const reported: string[] = [];
    const stops = stopList(200, (error) => reported.push(error instanceof Error ? error.message : 'no error'));
    stops.add('store', () => void order.push('store'));
    stops.add('hanging part', () => new Promise(() => undefined));
    stops.add('broken part', () => Promise.reject(new Error('broken')));
    stops.add('throwing part', () => {
      throw new Error('thrown');
    });
    const startedAt = performance.now();
    expect(await stops.stopAll()).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(400);
    expect(order).toEqual(['store']);
    expect(reported).toEqual([
      'throwing part could not be stopped',
      'broken part could not be stopped',
      expect.stringMatching(/^hanging part did not stop within \d+ ms$/),
    ]);
  });
});
