import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/host/store/openStore.ts';
import { seriesHistory } from '../../../src/host/store/seriesHistory.ts';
import { seriesRecorder } from '../../../src/host/store/seriesRecorder.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function opened(bounds?: Parameters<typeof seriesHistory>[1], now = 0) {
  const store = openStore(path.join(temporaryFolder(), 'store.sqlite'), new Date());
  onTestFinished(() => {
    if (store.database.open) store.close();
  });
  const reported: unknown[] = [];
  const history = seriesHistory(store, bounds);
  return {
    store,
    history,
    reported,
    recorder: seriesRecorder(
      history,
      () => now,
      (error) => reported.push(error),
    ),
  };
}

test('what targets told is written in few rows, and no peak is lost', () => {
  const { history, recorder, reported } = opened();
  for (let at = 0; at < 1000; at += 1) {
    recorder.record('t', {
      head: { kind: 'samples', targetId: 't' },
      columns: [
        { name: 'at', values: Float64Array.of(at) },
        { name: 'rss', values: Float64Array.of(at === 777 ? 1e9 : at) },
      ],
    });
  }
  recorder.record('t', {
    head: { kind: 'collections', targetId: 't' },
    columns: [
      { name: 'at', values: Float64Array.of(5) },
      { name: 'kind', values: Float64Array.of(1) },
      { name: 'pauseMs', values: Float64Array.of(2.5) },
    ],
  });
  recorder.record('t', { head: { kind: 'answer', blockId: 1 }, columns: [] });
  recorder.close();
  const [[at, rss]] = history.between('t', 'samples', 0, 1000);
  expect(at.values.length).toBeLessThanOrEqual(60);
  expect(Math.max(...rss.values)).toBe(1e9);
  expect(Math.min(...rss.values)).toBe(0);
  expect(history.between('t', 'collections', 0, 1000)).toMatchObject([
    [{ name: 'at' }, { name: 'kind' }, { name: 'pauseMs', values: Float64Array.of(2.5) }],
  ]);
  expect(reported).toEqual([]);
});

test('a disk that does not take it is reported, and the host goes on', () => {
  const { store, recorder, reported } = opened();
  recorder.record('t', {
    head: { kind: 'samples', targetId: 't' },
    columns: [{ name: 'at', values: Float64Array.of(1) }],
  });
  store.close();
  recorder.close();
  expect(reported).toHaveLength(1);
});

test('many targets never outgrow the bound: each write drops at least what it writes', () => {
  const { history, recorder } = opened({ ageMs: 0, bytesMax: 1e9 }, 1000);
  const targets = Array.from({ length: 40 }, (_, index) => `t${index}`);
  for (const targetId of targets) {
    history.append(targetId, 'samples', [{ name: 'at', values: Float64Array.of(1) }]);
    recorder.record(targetId, {
      head: { kind: 'samples', targetId },
      columns: [{ name: 'at', values: Float64Array.of(2_000) }],
    });
  }
  recorder.close();
  expect(targets.flatMap((targetId) => history.between(targetId, 'samples', 0, 1_000))).toEqual([]);
  expect(targets.flatMap((targetId) => history.between(targetId, 'samples', 2_000, 2_000))).toHaveLength(40);
});
