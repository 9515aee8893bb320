import { Failure, failures, type FailureBody } from '../../src/protocol/failures.ts';
import type { Progress } from '../../src/protocol/jobs.ts';
import type { EpochMs } from '../../src/protocol/units.ts';

export type AskedState<Value> =
  | { readonly state: 'loading'; readonly startedAt: EpochMs; readonly progress: Progress | null }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly failure: FailureBody }
  | { readonly state: 'cancelled' };

type Work<Value> = (control: {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}) => Promise<Value>;

/** The failure that a thing thrown stands for. */
export function failureOf(error: unknown): FailureBody {
  if (error instanceof Failure) return error.body();
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, next: failures.internal.next };
}

/** One answer on its way: loading with progress, ready, failed, or cancelled. `changed` is called after each step. */
export class Asked<Value> {
  private current: AskedState<Value>;
  private readonly control = new AbortController();

  constructor(work: Work<Value>, changed: () => void, now: () => EpochMs) {
    const startedAt = now();
    this.current = { state: 'loading', startedAt, progress: null };
    const { signal } = this.control;
    const set = (next: AskedState<Value>) => {
      if (this.current.state !== 'loading') return;
      this.current = next;
      changed();
    };
    signal.addEventListener('abort', () => set({ state: 'cancelled' }));
    work({ signal, onProgress: (progress) => set({ state: 'loading', startedAt, progress }) }).then(
      (value) => set({ state: 'ready', value }),
      (error: unknown) => set({ state: 'failed', failure: failureOf(error) }),
    );
  }

  get state(): AskedState<Value> {
    return this.current;
  }

  /** The answer, once it is there. */
  get value(): Value | null {
    return this.current.state === 'ready' ? this.current.value : null;
  }

  cancel(): void {
    this.control.abort();
  }
}
