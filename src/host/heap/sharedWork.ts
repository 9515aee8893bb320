/** Something costly that several may wait for: it is done once, and stopped when nobody waits any more. */
export type SharedWork<Value> = {
  /** Waits for the value; rejects when this asker's own signal is aborted. */
  readonly join: (signal: AbortSignal) => Promise<Value>;
  /** True once it has ended well. */
  readonly isDone: () => boolean;
};

/** Begins the work at once. `onFailed` runs when it fails or is stopped, so that the next asker begins anew. */
export function sharedWork<Value>(
  begin: (signal: AbortSignal) => Promise<Value>,
  onFailed: () => void,
): SharedWork<Value> {
  const stopping = new AbortController();
  let waiting = 0;
  let done = false;
  const value = begin(stopping.signal).then(
    (result) => {
      done = true;
      return result;
    },
    (error: unknown) => {
      onFailed();
      throw error;
    },
  );
  // Each asker gets the failure by its own promise.
  value.catch(() => undefined);
  return {
    isDone: () => done,
    join: (signal) =>
      new Promise((resolve, reject) => {
        waiting += 1;
        const leave = () => {
          waiting -= 1;
          if (waiting === 0 && !done) {
            onFailed();
            stopping.abort();
          }
        };
        const abandon = () => {
          leave();
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        if (signal.aborted) return abandon();
        signal.addEventListener('abort', abandon, { once: true });
        const settle = (end: () => void) => {
          signal.removeEventListener('abort', abandon);
          if (signal.aborted) return;
          leave();
          end();
        };
        value.then(
          (result) => settle(() => resolve(result)),
          (error: unknown) => settle(() => reject(error)),
        );
      }),
  };
}
