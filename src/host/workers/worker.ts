import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Halted, type Watch } from '../../analysis/heap/halt.ts';
import { NotASnapshot } from '../../analysis/heap/snapshotHeader.ts';
import { Failure, type FailureBody } from '../../protocol/failures.ts';
import { tasks, type TaskRequest } from './tasks.ts';

/** How a task ended, as it crosses back. */
export type TaskOutcome =
  | { readonly kind: 'done'; readonly answer: unknown }
  | { readonly kind: 'halted' }
  | { readonly kind: 'failed'; readonly failure: FailureBody }
  | { readonly kind: 'broken'; readonly message: string; readonly stack: string };

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** A task that took this long left columns behind; a short one is not worth a collection. */
const longTaskMs = 50;

/** A waiting worker collects nothing by itself, and columns it no longer needs would stay. */
function dropColumns(): void {
  if (typeof collectGarbage === 'function') collectGarbage();
}

/** Runs one task of the table. Called by the pool. */
export async function runTask({ name, params, watch }: TaskRequest): Promise<TaskOutcome> {
  const startedAt = performance.now();
  // The params come from our own host, typed by the same table.
  const task = tasks[name] as (params: unknown, watch: Watch) => unknown;
  try {
    return { kind: 'done', answer: await task(params, watch) };
  } catch (error) {
    if (error instanceof Halted) return { kind: 'halted' };
    if (error instanceof NotASnapshot)
      return { kind: 'failed', failure: new Failure('notASnapshot', error.message).body() };
    if (error instanceof Failure) return { kind: 'failed', failure: error.body() };
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'broken', message, stack };
  } finally {
    if (performance.now() - startedAt > longTaskMs) dropColumns();
  }
}
