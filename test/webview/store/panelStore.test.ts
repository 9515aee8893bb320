import 'vscode-jsonrpc/node';
import { afterEach, describe, expect, test } from 'vitest';
import type { ToExtension } from '../../../src/protocol/panelChannel.ts';
import { PanelStore } from '../../../webview/store/panelStore.ts';
import type { Watchable } from '../../../webview/store/signal.ts';
import { framePipe } from '../../support/framePipe.ts';
import { serveFakeHost } from '../../support/panel/fakeHost.ts';
import { fullScenario, type Scenario } from '../../support/panel/scenario.ts';

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** A store, with the far end of its wire to be opened. */
function storeWithHost(scenario: Partial<Scenario> = {}) {
  const posted: ToExtension[] = [];
  let remembered: unknown;
  let clock = 1_000_000;
  const store = new PanelStore(
    {
      post: (message) => posted.push(message),
      remembered: () => remembered,
      remember: (value) => (remembered = value),
    },
    (work) => work,
    () => (scenario.historyMinutes === undefined ? clock : Date.now()),
  );
  const open = (pid = 901) => {
    const [near, far] = framePipe();
    const host = serveFakeHost(far, { ...fullScenario, ...scenario }, { startedAt: pid, pid });
    stops.push(host.stop);
    store.onOpen(near);
    return host;
  };
  return { store, posted, open, tick: (ms: number) => (clock += ms), remembered: () => remembered };
}

/** Waits until something watched has become so. */
async function until(watched: Watchable, isSo: () => boolean): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve) => {
    const stop = watched.subscribe(() => {
      if (!isSo()) return;
      stop();
      resolve();
    });
  });
}

describe('the store', () => {
  test('asks everything when the pipe opens', async () => {
    const { store, open } = storeWithHost();
    open();
    await until(store.findings, () => store.findings.value !== null);
    expect([store.targets.value?.length, store.captures.value?.length, store.findings.value?.length]).toEqual([
      1, 3, 6,
    ]);
    await until(store.database, () => store.database.value !== null);
    expect([store.plans.value?.length, store.experiments.value?.length, store.hunts.value?.length]).toEqual([4, 5, 1]);
    expect(store.database.value).toMatchObject({ version: '18.4' });
    expect(store.target?.name).toBe('gateway.ts');
  });

  test('keeps what it knows while the host is gone, and notices another host', async () => {
    const { store, open, tick } = storeWithHost();
    open();
    await until(store.host, () => store.host.value !== null);
    store.onClosed('the host ended', 2_000);
    expect(store.pipe.value).toMatchObject({ state: 'closed', retryAt: 1_002_000, tries: 1 });
    expect([store.client.value, store.host.value?.pid]).toEqual([null, 901]);
    tick(500);
    store.onConnecting();
    store.onClosed('refused', undefined);
    expect(store.pipe.value).toMatchObject({ since: 1_000_000, tries: 2 });
    open(902);
    await until(store.restartedAt, () => store.restartedAt.value !== null);
    expect(store.pipe.value).toMatchObject({ state: 'open', tries: 0 });
  });

  test('events change the lists', async () => {
    const { store, open } = storeWithHost({ findings: 1, plans: 0, experiments: 0 });
    const host = open();
    await until(store.findings, () => store.findings.value?.length === 1);
    host.find();
    await until(store.findings, () => store.findings.value?.length === 2);
  });

  test('fills the series with history and goes on with live samples', async () => {
    const { store, open } = storeWithHost({ historyMinutes: 2 });
    open();
    await until(store.live.changed, () => store.live.samples.length > 1_000);
    const filled = store.live.samples.length;
    await until(store.live.changed, () => store.live.samples.length > filled + 2);
    expect(store.live.samples.latest('heapUsed')).toBeGreaterThan(100e6);
    expect(store.live.pauses.length).toBeGreaterThan(100);
  });

  test('remembers how it is looked at, and sends wishes that only the editor can carry out', () => {
    const { store, posted, remembered } = storeWithHost();
    store.show({ tab: 'memory', captureId: 'c1' });
    expect(remembered()).toEqual({ tab: 'memory', captureId: 'c1' });
    store.command('takeSnapshot', { targetId: 't0' });
    store.openPlace({ file: '/a.ts', line: 3, column: 1 });
    store.copy('text');
    store.retryNow();
    expect(posted).toEqual([
      { type: 'command', command: 'takeSnapshot', argument: { targetId: 't0' } },
      { type: 'openPlace', file: '/a.ts', line: 3, column: 1 },
      { type: 'copy', text: 'text' },
      { type: 'retryNow' },
    ]);
  });
});
