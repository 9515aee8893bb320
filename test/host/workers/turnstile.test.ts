import { describe, expect, test } from 'vitest';
import { openTurnstile } from '../../../src/host/workers/turnstile.ts';

describe('a turnstile', () => {
  test('lets as many in as there is room for, the others in their order', async () => {
    let time = 0;
    const turnstile = openTurnstile(2, 10, () => time);
    const order: string[] = [];
    const enter = async (name: string) => {
      const leave = await turnstile.enter(undefined);
      order.push(name);
      return leave;
    };
    const [first] = await Promise.all([enter('a'), enter('b')]);
    const waiting = [enter('c'), enter('d')];
    expect(turnstile.state('pool')).toMatchObject({ capacity: 2, busy: 2, idle: 0, waiters: 2, utilisation: 1 });
    time = 30;
    first(true);
    const third = await waiting[0];
    expect(order).toEqual(['a', 'b', 'c']);
    time = 50;
    third?.(false);
    await waiting[1];
    expect(order).toEqual(['a', 'b', 'c', 'd']);
    expect(turnstile.state('pool')).toMatchObject({ completed: 1, failed: 1, waitMsMax: 50, waitMsMedian: 30 });
  });

  test('a place is given back once, however often that is said', async () => {
    const turnstile = openTurnstile(1, 10, () => 0);
    const leave = await turnstile.enter(undefined);
    leave(true);
    leave(true);
    expect(turnstile.state('pool')).toMatchObject({ busy: 0, completed: 1, failed: 0 });
  });

  test('who gives up waiting is not let in, and the next one is', async () => {
    const turnstile = openTurnstile(1, 10, () => 0);
    const leave = await turnstile.enter(undefined);
    const giveUp = new AbortController();
    const abandoned = turnstile.enter(giveUp.signal);
    const patient = turnstile.enter(undefined);
    giveUp.abort();
    await expect(abandoned).rejects.toThrow(/aborted/);
    leave(true);
    expect(await patient).toBeTypeOf('function');
  });

  test('refuses when too many wait', async () => {
    const turnstile = openTurnstile(1, 1, () => 0);
    const [leave] = [await turnstile.enter(undefined)];
    const waiting = turnstile.enter(undefined);
    await expect(turnstile.enter(undefined)).rejects.toMatchObject({ code: 'limitReached' });
    leave(true);
    await waiting;
  });
});
