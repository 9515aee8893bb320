import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { experimentsPart } from '../../../src/host/experiments/experimentsPart.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Experiment } from '../../../src/protocol/experiments.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const experiment = (experimentId: string, endedAt: number): Experiment => ({
  experimentId,
  kind: 'index',
  title: 'an index',
  place: null,
  startedAt: endedAt - 1,
  endedAt,
  runs: '9 pairs',
  answer: 'not decided',
  verdict: 'not decided',
  findingId: null,
  proof: null,
  pool: null,
});

function opened(file: string) {
  const store = openStore(file, new Date(0));
  const told: number[] = [];
  const part = experimentsPart({
    store,
    broadcast: (name, event) => {
      if (name === 'experiments/changed' && 'experiments' in event) told.push(event.experiments.length);
    },
  });
  const close = async () => {
    await part.close();
    if (store.database.open) store.close();
  };
  onTestFinished(close);
  return { ...part, told, close };
}

test('experiments are kept over a restart, the newest first; each is told', async () => {
  const file = path.join(temporaryFolder(), 'store.sqlite');
  const first = opened(file);
  first.experiments.put(experiment('a', 1));
  first.experiments.put(experiment('b', 2));
  first.experiments.put({ ...experiment('a', 3), answer: 'again' });
  expect(first.told).toEqual([1, 2, 2]);
  await first.close();
  const kept = opened(file).experiments.list();
  expect(kept.map(({ experimentId, answer }) => [experimentId, answer])).toEqual([
    ['a', 'again'],
    ['b', 'not decided'],
  ]);
});

test('where there are too many, the oldest leave', () => {
  const { experiments } = opened(path.join(temporaryFolder(), 'store.sqlite'));
  const most = limits.experimentsMax.value;
  for (let index = 0; index <= most; index += 1) experiments.put(experiment(`e${index}`, index));
  expect(experiments.list()).toHaveLength(most);
  expect(experiments.list().at(-1)?.experimentId).toBe('e1');
});
