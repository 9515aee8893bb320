import { expect, test } from 'vitest';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import { verdictOf } from '../../../webview/panel/verdicts.ts';
import type { PipeStatus } from '../../../webview/store/panelStore.ts';
import { Signal } from '../../../webview/store/signal.ts';
import { findingsOf } from '../../support/panel/facts.ts';

function facts() {
  return {
    pipe: new Signal<PipeStatus>({ state: 'open', since: 0, tries: 0 }),
    findings: new Signal<readonly Finding[] | null>(findingsOf(1, 0)),
    jobs: new Signal<readonly Job[]>([]),
  };
}

test('what was there when it began is not told, what comes is told once', () => {
  const store = facts();
  const first = verdictOf(store, null);
  expect(first.verdict).toBeNull();
  store.findings.set(findingsOf(2, 0));
  const second = verdictOf(store, first.told);
  expect(second.verdict).toBe('Found: Listeners on lifetime are never removed.');
  expect(verdictOf(store, second.told).verdict).toBeNull();
});

test('the end of work and the loss of the host are told', () => {
  const store = facts();
  const first = verdictOf(store, null);
  store.pipe.set({ state: 'closed', since: 0, tries: 1 });
  store.jobs.set([
    { jobId: 'j', kind: 'takeSnapshot', title: 'Snapshot', startedAt: 0, state: 'done', progress: null, made: [] },
  ]);
  expect(verdictOf(store, first.told).verdict).toBe('The host is lost. What is on screen is kept. Snapshot: done.');
});
