import { expect, test } from 'vitest';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import { verdictOf } from '../../../webview/panel/verdicts.ts';
import type { PipeStatus } from '../../../webview/store/panelStore.ts';
import { Signal } from '../../../webview/store/signal.ts';
import { findingsOf } from '../../support/panel/facts.ts';
import { indexFindingOf } from '../../support/panel/planFacts.ts';
import { fullScenario } from '../../support/panel/scenario.ts';

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

test('a finding that is proven, verified or gone is told with its figures', () => {
  const store = facts();
  const index = indexFindingOf({ ...fullScenario, indexState: 'new' }, 0);
  store.findings.set([index]);
  const first = verdictOf(store, null);
  store.findings.set([{ ...index, state: 'proven' }]);
  const second = verdictOf(store, first.told);
  expect(second.verdict).toBe('Missing index on agent_events (thread_id, created_at): proven 97x (88–104).');
  store.findings.set([{ ...index, state: 'gone', stateReason: 'the statement is no longer there' }]);
  expect(verdictOf(store, second.told).verdict).toBe(
    'Missing index on agent_events (thread_id, created_at): gone: the statement is no longer there.',
  );
});
