import { setTimeout as delay } from 'node:timers/promises';

/**
 * What `look` gives as soon as it gives something other than undefined or false. For states of another program that
 * announces nothing. Rejects after `withinMs` with `what` and the last answer or error.
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  withinMs = 20_000,
): Promise<Value> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    let last: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > endsAt) {
      throw new Error(`waited ${withinMs} ms for ${what}`, { cause: last });
    }
    await delay(50);
  }
}
