/** A value that tells when it changes. */
export class Signal<Value> {
  private current: Value;
  private readonly listeners = new Set<() => void>();

  constructor(value: Value) {
    this.current = value;
  }

  get value(): Value {
    return this.current;
  }

  set(value: Value): void {
    if (Object.is(value, this.current)) return;
    this.current = value;
    for (const listener of this.listeners) listener();
  }

  /** Calls the listener after each change. Returns its stop. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** What can be watched, whatever it holds. */
export type Watchable = Pick<Signal<unknown>, 'subscribe'>;

/**
 * Gives a function that runs `work` at the next frame, once however often it was called: live updates cost one
 * drawing a frame. Without frames (a hidden panel) the work waits, and does not pile up.
 */
export function oncePerFrame(work: () => void, nextFrame: (run: () => void) => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    nextFrame(() => {
      isWaiting = false;
      work();
    });
  };
}
