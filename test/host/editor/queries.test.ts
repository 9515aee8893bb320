import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { heardBroadcast } from '../../../src/host/channel/heardBroadcast.ts';
import { hostQueries } from '../../../src/host/editor/queries.ts';
import type { Database } from '../../../src/protocol/plans.ts';
import { slowPlan } from '../../support/plans.ts';

const plan = slowPlan({ file: '/shop.ts', line: 1, column: 1 });
const database: Database = {
  label: 'me@127.0.0.1:5432/shop',
  source: 'the setting',
  version: '18.4',
  isLoopback: true,
  isEmbedded: false,
  mayRun: true,
  connectedAt: 1,
};

test('plans that are kept and plans that are made are known, and so is the connection', async () => {
  const { broadcast, onBroadcast } = heardBroadcast(() => undefined);
  const handlers = { 'sql/statements': () => [], 'plans/list': () => [plan], 'plans/get': () => plan };
  const queries = hostQueries(handlers, onBroadcast);
  let changes = 0;
  const stop = queries.onChange(() => (changes += 1));
  await setImmediate();
  expect(queries.plans()).toEqual([plan]);
  expect(queries.isConnected()).toBe(false);
  broadcast('database/changed', { database });
  expect(queries.isConnected()).toBe(true);
  broadcast('plans/changed', { plans: [] });
  expect(queries.plans()).toEqual([]);
  expect(changes).toBe(3);
  stop();
  broadcast('database/changed', { database: null });
  expect(changes).toBe(3);
});
