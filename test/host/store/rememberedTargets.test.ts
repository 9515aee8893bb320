import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Targets } from '../../../src/host/session/targets.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import { rememberedTargets } from '../../../src/host/store/rememberedTargets.ts';
import { seriesHistory } from '../../../src/host/store/seriesHistory.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const column = (name: string, ...values: number[]) => ({ name, values: Float64Array.from(values) });

/** Targets whose memory begins at 100: the far end of a probe's wire. */
function opened(inMemory: readonly number[]) {
  const store = openStore(path.join(temporaryFolder(), 'store.sqlite'), new Date());
  onTestFinished(store.close);
  const gone = () => {
    throw new Failure('targetGone', 'not in this test');
  };
  const targets: Targets = {
    list: () => [],
    get: gone,
    candidates: gone,
    attach: gone,
    detach: gone,
    launchEnvironment: gone,
    settle: gone,
    kin: gone,
    takeSnapshot: gone,
    children: gone,
    pools: gone,
    series: (targetId) =>
      targetId === 't' ? [column('at', ...inMemory), column('rss', ...inMemory.map((at) => at * 10))] : gone(),
    collections: () => [column('at', ...inMemory), column('kind', ...inMemory), column('pauseMs', ...inMemory)],
    watchLive: () => () => undefined,
    profiler: gone,
    collectionsDropped: () => 0,
    close: () => Promise.resolve(),
  };
  const history = seriesHistory(store);
  return { history, remembered: rememberedTargets(targets, history) };
}

test("a series goes back before the host's own memory, without a row twice", () => {
  const { history, remembered } = opened([100, 101]);
  history.append('t', 'samples', [column('at', 1, 2), column('rss', 11, 22), column('external', 5, 5)]);
  history.append('t', 'samples', [column('at', 99, 100, 101), column('rss', 1, 2, 3)]);
  const rows = (fromAt: number) => remembered.series('t', fromAt, 200, 1000, ['rss']);
  expect(rows(0)).toEqual([column('at', 1, 2, 99, 100, 101), column('rss', 11, 22, 1, 1000, 1010)]);
  expect(rows(2)).toEqual([column('at', 2, 99, 100, 101), column('rss', 22, 1, 1000, 1010)]);
  expect(rows(100)).toEqual([column('at', 100, 101), column('rss', 1000, 1010)]);
  expect(remembered.series('t', 0, 200, 2, ['rss'])[0].values.length).toBe(2);
});

test('what memory lacks altogether comes from disk, and unknown targets stay unknown', () => {
  const { history, remembered } = opened([]);
  history.append('t', 'collections', [column('at', 1), column('kind', 4), column('pauseMs', 2)]);
  expect(remembered.collections('t', 0, 200)).toEqual([column('at', 1), column('kind', 4), column('pauseMs', 2)]);
  expect(remembered.series('t', 0, 200, 10, ['rss'])).toEqual([column('at'), column('rss')]);
  expect(() => remembered.series('other', 0, 200, 10, ['rss'])).toThrow('not in this test');
});
