import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openFindings } from '../../../src/host/findings/findings.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { deferred } from '../../support/deferred.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const finding = (findingId: string, foundAt: number): Finding => ({
  findingId,
  rule: 'heap-growth',
  title: findingId,
  severity: 'info',
  place: null,
  placeReason: 'none',
  evidence: [],
  saving: null,
  confidence: 'possible',
  disprovedBy: 'nothing',
  state: 'new',
  foundAt,
});

function opened(folder: string) {
  const store = openStore(path.join(folder, 'pitstop.sqlite'), new Date(0));
  const told: (readonly Finding[])[] = [];
  const findings = openFindings(
    store,
    (name, event) => {
      if (name === 'findings/changed' && 'findings' in event) told.push(event.findings);
    },
    () => 50,
  );
  const close = () => {
    findings.close();
    if (store.database.open) store.close();
  };
  onTestFinished(close);
  return { findings, told, close };
}

const ids = (all: readonly Finding[]) => all.map(({ findingId }) => findingId);

describe('findings', () => {
  test('they are kept over a restart, the newest first', () => {
    const folder = temporaryFolder();
    const first = opened(folder);
    first.findings.put([finding('a', 1), finding('b', 3)]);
    first.findings.put([finding('c', 2)]);
    first.close();
    const second = opened(folder);
    expect(ids(second.findings.list())).toEqual(['b', 'c', 'a']);
  });

  test('each change is told whole, inside and outside', () => {
    const { findings, told } = opened(temporaryFolder());
    let inside = 0;
    const stop = findings.onChange(() => (inside += 1));
    findings.put([finding('a', 1)]);
    findings.put([{ ...finding('a', 2), title: 'again' }]);
    stop();
    findings.setState('a', 'dismissed', 'it is a cache');
    expect(told.map(ids)).toEqual([['a'], ['a'], ['a']]);
    expect(told.at(-1)).toMatchObject([{ title: 'again', state: 'dismissed', stateReason: 'it is a cache' }]);
    expect(inside).toBe(2);
  });

  test('a state without a reason has none, and an unknown finding is refused', () => {
    const { findings } = opened(temporaryFolder());
    findings.put([finding('a', 1)]);
    findings.setState('a', 'dismissed', 'before');
    findings.reopen('a');
    expect(findings.list()[0]?.state).toBe('new');
    expect(findings.list()[0]).not.toHaveProperty('stateReason');
    expect(() => findings.setState('b', 'gone')).toThrow('there is no finding b');
  });

  test('where there are too many, settled ones make room first, the oldest before the newer', () => {
    const { findings } = opened(temporaryFolder());
    const most = limits.findingsMax.value;
    findings.put([finding('oldest', 0), finding('dismissed', 5_000)]);
    findings.setState('dismissed', 'dismissed', 'a cache');
    findings.put(Array.from({ length: most - 1 }, (_, index) => finding(`n${index}`, 10 + index)));
    expect(ids(findings.list())).toHaveLength(most);
    expect(ids(findings.list())).not.toContain('dismissed');
    findings.put([finding('newest', 9_000)]);
    expect(ids(findings.list())).toHaveLength(most);
    expect(ids(findings.list())).not.toContain('oldest');
    expect(ids(findings.list())).toContain('newest');
  });

  test('a change in one window shows in the other, and neither undoes what the other did', async () => {
    const folder = temporaryFolder();
    const [own, other] = [opened(folder), opened(folder)];
    const heard = deferred();
    onTestFinished(other.findings.onChange(heard.resolve));
    own.findings.put([finding('a', 1)]);
    await heard.promise;
    expect(other.told.map(ids)).toEqual([['a']]);
    own.findings.setState('a', 'dismissed', 'a cache');
    other.findings.put([finding('b', 2)]);
    expect(other.findings.list()).toMatchObject([{ findingId: 'b' }, { findingId: 'a', state: 'dismissed' }]);
  });

  test('of earlier findings that a newer look would show, those it does not show are gone', () => {
    const { findings } = opened(temporaryFolder());
    findings.put([finding('a', 1), finding('b', 1), finding('c', 1)]);
    findings.put([finding('b', 2)], { isOf: ({ findingId }) => findingId !== 'c', reason: 'no growth' });
    const states = findings.list().map(({ findingId, state, stateReason }) => [findingId, state, stateReason]);
    expect(states).toEqual([
      ['b', 'new', undefined],
      ['c', 'new', undefined],
      ['a', 'gone', 'no growth'],
    ]);
  });
});
