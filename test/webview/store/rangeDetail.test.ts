import 'vscode-jsonrpc/node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hostClientOver, type HostClient } from '../../../src/channel/hostClient.ts';
import { RangeDetail } from '../../../webview/store/rangeDetail.ts';
import { serveFakeHost } from '../../support/panel/fakeHost.ts';
import { fullScenario } from '../../support/panel/scenario.ts';
import { deferred } from '../../support/deferred.ts';
import { framePipe } from '../../support/framePipe.ts';

describe('a stretch of the past', () => {
  let client: HostClient;
  let stop: () => void;

  beforeEach(() => {
    const [near, far] = framePipe();
    stop = serveFakeHost(far, fullScenario, { startedAt: 1, pid: 1 }).stop;
    client = hostClientOver(near);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    client.close();
    stop();
  });

  test('is asked for again, each sample of it, when the choice stands still', async () => {
    const asked = vi.spyOn(client, 'requestBlock');
    const toAt = Date.now() - 60_000;
    const chosen = { fromAt: toAt - 20_000, toAt };
    const there = deferred<void>();
    const detail = new RangeDetail(() => there.resolve());
    // The hand moves on before anything is asked.
    expect(detail.of(client, 't0', { fromAt: toAt - 30_000, toAt })).toBeNull();
    expect(detail.of(client, 't0', chosen)).toBeNull();
    expect(detail.of(client, 't0', chosen)).toBeNull();
    await there.promise;
    const samples = detail.of(client, 't0', chosen);
    expect(samples?.length).toBe(200);
    expect(samples?.valueOf('heapUsed', 0)).toBeGreaterThan(1e6);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test('that is long, or without a road to the host, is not asked for', () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const detail = new RangeDetail(() => undefined);
    expect(detail.of(client, 't0', { fromAt: 0, toAt: 600_001 })).toBeNull();
    expect(detail.of(null, 't0', { fromAt: 0, toAt: 1_000 })).toBeNull();
    expect(timers).not.toHaveBeenCalled();
    detail.of(client, 't0', { fromAt: 0, toAt: 1_000 });
    expect(timers).toHaveBeenCalledTimes(1);
    detail.forget();
  });
});
