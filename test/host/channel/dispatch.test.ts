import { describe, expect, test } from 'vitest';
import { dispatchOver, type RequestSource } from '../../../src/host/channel/dispatch.ts';

const source = (signal: AbortSignal, told: unknown[] = []): RequestSource => ({
  signal,
  client: {
    clientId: 1,
    sendAnswerBlock: () => 1,
    sendLiveBlock: () => undefined,
    onClose: () => undefined,
  },
  sendProgress: (event) => told.push(event),
});
const live = new AbortController().signal;

describe('dispatch', () => {
  test('params are those of the method, without what does not belong there', async () => {
    const seen: unknown[] = [];
    const dispatch = dispatchOver({
      'jobs/cancel': (params) => {
        seen.push(params);
        return {};
      },
    });
    await dispatch('jobs/cancel', { jobId: 'j', more: 1 }, source(live));
    expect(seen).toEqual([{ jobId: 'j' }]);
    await expect(dispatch('jobs/cancel', { jobId: 3 }, source(live))).rejects.toThrow('params.jobId has to be text');
    await expect(dispatch('jobs/cancel', undefined, source(live))).rejects.toThrow('params.jobId');
    expect(seen).toHaveLength(1);
  });

  test('a method that nobody has is refused by name', async () => {
    const dispatch = dispatchOver({});
    await expect(dispatch('toString', {}, source(live))).rejects.toThrow("the host has no method 'toString'");
    await expect(dispatch('jobs/list', {}, source(live))).rejects.toThrow("the host has no method 'jobs/list'");
  });

  test('a request that was cancelled before its turn is not begun', async () => {
    let calls = 0;
    const dispatch = dispatchOver({
      'jobs/list': () => {
        calls += 1;
        return [];
      },
    });
    await expect(dispatch('jobs/list', {}, source(AbortSignal.abort()))).rejects.toThrow('aborted');
    expect(calls).toBe(0);
  });

  test('progress carries the token of the request, and a bad token is refused', async () => {
    const told: unknown[] = [];
    const dispatch = dispatchOver({
      'heap/node': (_params, { progress }) => {
        progress({ label: 'reading', done: 1, total: null, unit: 'bytes' });
        throw new RangeError('enough');
      },
    });
    const params = { captureId: 'c', nodeId: 1 };
    await expect(dispatch('heap/node', { ...params, progress: 't' }, source(live, told))).rejects.toThrow('enough');
    expect(told).toEqual([{ token: 't', progress: { label: 'reading', done: 1, total: null, unit: 'bytes' } }]);
    await expect(dispatch('heap/node', { ...params, progress: 1 }, source(live))).rejects.toThrow('params.progress');
    await expect(dispatch('heap/node', params, source(live))).rejects.toThrow('enough');
  });
});
