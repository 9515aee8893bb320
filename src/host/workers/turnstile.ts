import { Failure } from '../../protocol/failures.ts';
import type { PoolState } from '../../protocol/hostState.ts';

const waitsKept = 100;

/** Lets at most `capacity` in at once, the others in the order they came, and knows how long they waited. */
export type Turnstile = {
  /**
   * Waits for a place and gives its release, which works once. Rejects with the Failure `limitReached` where
   * `waitersMax` wait already, and with the signal's reason when it is aborted first.
   */
  readonly enter: (signal: AbortSignal | undefined) => Promise<(isDone: boolean) => void>;
  readonly state: (name: string) => PoolState;
};

type Waiter = { readonly since: number; readonly letIn: () => void };

/** `now` gives milliseconds that never go back. */
export function openTurnstile(capacity: number, waitersMax: number, now: () => number): Turnstile {
  const waiters: Waiter[] = [];
  const waitsMs: number[] = [];
  let busy = 0;
  let completed = 0;
  let failed = 0;

  const admit = (since: number) => {
    busy += 1;
    waitsMs.push(now() - since);
    if (waitsMs.length > waitsKept) waitsMs.shift();
    let isOut = false;
    return (isDone: boolean) => {
      if (isOut) return;
      isOut = true;
      busy -= 1;
      if (isDone) completed += 1;
      else failed += 1;
      waiters.shift()?.letIn();
    };
  };

  const enter: Turnstile['enter'] = (signal) => {
    const since = now();
    if (busy < capacity) return Promise.resolve(admit(since));
    if (waiters.length >= waitersMax)
      return Promise.reject(new Failure('limitReached', `${waitersMax} analyses already wait for their turn`));
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiters.splice(waiters.indexOf(waiter), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const waiter: Waiter = {
        since,
        letIn: () => {
          signal?.removeEventListener('abort', leave);
          resolve(admit(since));
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiters.push(waiter);
    });
  };

  return {
    enter,
    state: (name) => {
      const sorted = waitsMs.toSorted((a, b) => a - b);
      return {
        name,
        capacity,
        busy,
        idle: capacity - busy,
        waiters: waiters.length,
        utilisation: busy / capacity,
        waitMsMedian: sorted[Math.floor(sorted.length / 2)] ?? null,
        waitMsMax: sorted.at(-1) ?? null,
        completed,
        failed,
      };
    },
  };
}
