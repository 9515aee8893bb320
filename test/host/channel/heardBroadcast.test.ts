import { expect, test } from 'vitest';
import { heardBroadcast } from '../../../src/host/channel/heardBroadcast.ts';

test('what clients are told is heard inside, by name, until it is stopped', () => {
  const told: string[] = [];
  const heard: unknown[] = [];
  const { broadcast, onBroadcast } = heardBroadcast((name) => told.push(name));
  const stop = onBroadcast('database/changed', (event) => heard.push(event));
  broadcast('plans/changed', { plans: [] });
  broadcast('database/changed', { database: null });
  stop();
  broadcast('database/changed', { database: null });
  expect(told).toEqual(['plans/changed', 'database/changed', 'database/changed']);
  expect(heard).toEqual([{ database: null }]);
});
