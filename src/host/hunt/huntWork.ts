import type { EpochMs } from '../../protocol/units.ts';

/** Counts the work that the target does, by what a load or marks tell. */
export type WorkCount = {
  /** Work is `total` now. */
  readonly tell: (total: number) => void;
  readonly total: () => number;
  /** Work done at a moment just past: counted on from the last telling at the pace of the last ones. */
  readonly doneAt: (at: EpochMs) => number;
  /** When work was last told; null before the first. */
  readonly lastAt: () => EpochMs | null;
  /** Resolves when more is told. */
  readonly more: (signal: AbortSignal) => Promise<void>;
};

/** Tellings from which the pace is taken. */
const recentMax = 16;

export function workCount(now: () => EpochMs): WorkCount {
  let recent: { readonly at: EpochMs; readonly total: number }[] = [];
  const waiters = new Set<() => void>();
  const last = () => recent.at(-1);
  return {
    tell: (total) => {
      if (total === last()?.total) return;
      recent = [...recent.slice(1 - recentMax), { at: now(), total }];
      for (const wake of waiters) wake();
    },
    total: () => last()?.total ?? 0,
    lastAt: () => last()?.at ?? null,
    doneAt: (at) => {
      const [first] = recent;
      const newest = last();
      if (first === undefined || newest === undefined) return 0;
      if (newest.at === first.at) return newest.total;
      const pace = (newest.total - first.total) / (newest.at - first.at);
      // Never beyond what the next telling would say.
      const step = (newest.total - first.total) / (recent.length - 1);
      return newest.total + Math.min(step, Math.max(0, at - newest.at) * pace);
    },
    more: (signal) =>
      new Promise((resolve, reject) => {
        const end = () => {
          waiters.delete(wake);
          signal.removeEventListener('abort', abort);
        };
        const wake = () => {
          end();
          resolve();
        };
        const abort = () => {
          end();
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        if (signal.aborted) return abort();
        waiters.add(wake);
        return signal.addEventListener('abort', abort, { once: true });
      }),
  };
}
