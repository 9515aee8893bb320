import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hostStateReports } from '../../../src/host/life/hostState.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { PoolState } from '../../../src/protocol/hostState.ts';
import { openChannel } from '../../support/openChannel.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const pool: PoolState = {
  name: 'workers',
  capacity: 2,
  busy: 0,
  idle: 2,
  waiters: 0,
  utilisation: 0,
  waitMsMedian: null,
  waitMsMax: null,
  completed: 0,
  failed: 0,
};

test('the state is answered, and told again when it changed', async () => {
  const folder = temporaryFolder();
  const store = openStore(path.join(folder, 'store.sqlite'), new Date());
  onTestFinished(store.close);
  let busy = 0;
  let clientCount = () => 0;
  const reports = hostStateReports({
    version: '1.2.3',
    startedAt: 5,
    store,
    captures: { folder, totalBytes: () => 7 },
    clientCount: () => clientCount(),
    pools: () => [{ ...pool, busy }],
    notices: () => ['a notice'],
  });
  const { channel, connect } = await openChannel(reports.handlers);
  clientCount = channel.clientCount;
  onTestFinished(reports.tell(channel.broadcast));
  const { client } = await connect();
  const state = await client.request('host/state', {});
  expect(state).toMatchObject({
    version: '1.2.3',
    pid: process.pid,
    nodeVersion: process.version,
    startedAt: 5,
    clients: 1,
    pools: [pool],
    capturesFolder: folder,
    capturesBytes: 7,
    storeFile: store.file,
    notices: ['a notice'],
  });
  expect(state.storeBytes).toBeGreaterThan(0);
  expect(state.rssBytes).toBeGreaterThan(1e6);
  const told = new Promise((resolve) => {
    client.onEvent('host/changed', ({ state: next }) => {
      if (next.pools[0].busy === 1) resolve(next);
    });
  });
  busy = 1;
  expect(await told).toMatchObject({ pools: [{ ...pool, busy: 1 }] });
});
