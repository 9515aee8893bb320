import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFindings } from '../../../src/host/findings/findings.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const finding = (findingId: string, foundAt: number, state: Finding['state'] = 'new'): Finding => ({
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
  state,
  foundAt,
});

function opened(folder: string) {
  const store = openStore(path.join(folder, 'pitstop.sqlite'), new Date(0));
  const told: (readonly Finding[])[] = [];
  const findings = openFindings(store, (name, event) => {
    if (name === 'findings/changed' && 'findings' in event) told.push(event.findings);
  });
  return { store, findings, told };
}

const ids = (all: readonly Finding[]) => all.map(({ findingId }) => findingId);

describe('findings', () => {
  test('they are kept over a restart, the newest first', () => {
    const folder = temporaryFolder();
    const first = opened(folder);
    first.findings.put([finding('a', 1), finding('b', 3)]);
    first.findings.put([finding('c', 2)]);
    first.store.close();
    const second = opened(folder);
    expect(ids(second.findings.list())).toEqual(['b', 'c', 'a']);
    second.store.close();
  });

  test('each change is told whole, inside and outside', () => {
    const { store, findings, told } = opened(temporaryFolder());
    let inside = 0;
    const stop = findings.onChange(() => (inside += 1));
    findings.put([finding('a', 1)]);
    findings.put([{ ...finding('a', 2), title: 'again' }]);
    stop();
    findings.setState('a', 'dismissed', 'it is a cache');
    expect(told.map(ids)).toEqual([['a'], ['a'], ['a']]);
    expect(told.at(-1)).toMatchObject([{ title: 'again', state: 'dismissed', stateReason: 'it is a cache' }]);
    expect(inside).toBe(2);
    store.close();
  });

  test('a state without a reason has none, and an unknown finding is refused', () => {
    const { store, findings } = opened(temporaryFolder());
    findings.put([{ ...finding('a', 1, 'dismissed'), stateReason: 'before' }]);
    findings.setState('a', 'new');
    expect(findings.list()[0]).not.toHaveProperty('stateReason');
    expect(() => findings.setState('b', 'gone')).toThrow('there is no finding b');
    store.close();
  });

  test('where there are too many, settled ones make room first, the oldest before the newer', () => {
    const { store, findings } = opened(temporaryFolder());
    const most = limits.findingsMax.value;
    findings.put([finding('oldest', 0), finding('dismissed', 5_000, 'dismissed')]);
    findings.put(Array.from({ length: most - 1 }, (_, index) => finding(`n${index}`, 10 + index)));
    expect(ids(findings.list())).toHaveLength(most);
    expect(ids(findings.list())).not.toContain('dismissed');
    findings.put([finding('newest', 9_000)]);
    expect(ids(findings.list())).toHaveLength(most);
    expect(ids(findings.list())).not.toContain('oldest');
    expect(ids(findings.list())[0]).toBe('newest');
    store.close();
  });
});
