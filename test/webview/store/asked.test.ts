import { expect, test } from 'vitest';
import { Failure } from '../../../src/protocol/failures.ts';
import { Asked } from '../../../webview/store/asked.ts';
import { deferred } from '../../support/deferred.ts';

const progress = { label: 'edges', done: 1, total: 2, unit: 'count' } as const;

test('an answer goes from loading over progress to ready', async () => {
  const answer = deferred<string>();
  const states: string[] = [];
  const asked = new Asked<string>(
    ({ onProgress }) => {
      queueMicrotask(() => onProgress(progress));
      return answer.promise;
    },
    () => states.push(asked.state.state),
    () => 5,
  );
  expect(asked.state).toEqual({ state: 'loading', startedAt: 5, progress: null });
  await Promise.resolve();
  expect(asked.state).toEqual({ state: 'loading', startedAt: 5, progress });
  answer.resolve('there');
  await answer.promise;
  await Promise.resolve();
  expect([asked.value, states]).toEqual(['there', ['loading', 'ready']]);
});

test('a failure keeps what happened and what to do next', async () => {
  const done = deferred<void>();
  const asked = new Asked<string>(
    () => Promise.reject(new Failure('notASnapshot', 'a.txt is no snapshot')),
    () => done.resolve(),
    () => 0,
  );
  await done.promise;
  expect(asked.state).toMatchObject({
    state: 'failed',
    failure: { code: 'notASnapshot', message: 'a.txt is no snapshot' },
  });
});

test('cancelling tells the work, and a late answer is not taken', async () => {
  let isAborted = false;
  const answer = deferred<string>();
  const asked = new Asked<string>(
    ({ signal }) => {
      signal.addEventListener('abort', () => (isAborted = true));
      return answer.promise;
    },
    () => undefined,
    () => 0,
  );
  asked.cancel();
  answer.resolve('late');
  await answer.promise;
  expect([isAborted, asked.state.state]).toEqual([true, 'cancelled']);
});
