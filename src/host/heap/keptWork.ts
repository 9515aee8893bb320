import type { Count } from '../../protocol/units.ts';
import type { Asking } from './openHeaps.ts';
import { sharedWork, type SharedWork } from './sharedWork.ts';

/** Gives what a key stands for: made at the first question, and kept while it is asked for. */
export type KeptWork = <Value>(
  key: string,
  asking: Pick<Asking, 'signal'>,
  make: (signal: AbortSignal) => Promise<Value>,
) => Promise<Value>;

/** Keeps at most `keptMax`; the one asked for longest ago is let go. A key is always made by the same maker. */
export function keptWork(keptMax: Count): KeptWork {
  const kept = new Map<string, SharedWork<unknown>>();
  return async <Value>(
    key: string,
    asking: Pick<Asking, 'signal'>,
    make: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> => {
    const work: SharedWork<unknown> = kept.get(key) ?? sharedWork<unknown>(make, () => kept.delete(key));
    kept.delete(key);
    kept.set(key, work);
    const [oldest] = kept.keys();
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
    // Made by the maker of this key, whose value it is.
    return (await work.join(asking.signal)) as Value;
  };
}
