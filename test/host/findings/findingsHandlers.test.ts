import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFindings } from '../../../src/host/findings/findings.ts';
import { findingsHandlers, type HeapQuestions } from '../../../src/host/findings/findingsHandlers.ts';
import { openJobs } from '../../../src/host/jobs/openJobs.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import type { HeapFigures, NodeDetail } from '../../../src/protocol/heapRows.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import { deferred } from '../../support/deferred.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const capture = (captureId: string): Capture => ({
  captureId,
  kind: 'heapSnapshot',
  label: `snapshot ${captureId}`,
  file: `/captures/${captureId}`,
  fileBytes: 1,
  takenAt: Number(captureId),
  way: 'inspector',
});
const figures: HeapFigures = {
  fileBytes: 1,
  nodeCount: 1,
  edgeCount: 1,
  shallowSize: 1_000_000,
  classCount: 1,
  problems: [],
};
const node: NodeDetail = {
  nodeId: 9,
  name: 'Session',
  kind: 'object',
  shallowSize: 1,
  retainedSize: 1,
  distance: 2,
  dominatorId: null,
  retainers: [],
  retainerCount: 0,
  path: [
    { nodeId: 5, name: 'Array', edgeName: '3', edgeKind: 'element', distance: 1, place: null },
    { nodeId: 4, name: 'system / Context', edgeName: 'queue', edgeKind: 'context', distance: 1, place: null },
  ],
  place: null,
};

/** What the heap would answer: one class of the user's own source that has more instances. */
const heap: HeapQuestions = {
  diffFigures: () =>
    Promise.resolve({
      before: figures,
      after: figures,
      sizeDelta: 5_000,
      countDelta: 12,
      classCount: 1,
      growthCount: 0,
      identityRefusal: null,
      problems: [],
    }),
  diffGrowth: () => Promise.resolve({ total: 0, start: 0, rows: [] }),
  diffClasses: () =>
    Promise.resolve({
      total: 1,
      start: 0,
      rows: [
        {
          classKey: 'Session',
          name: 'Session',
          location: null,
          place: { file: '/app/a.ts', line: 2, column: 1, symbol: 'Session' },
          addedCount: 12,
          removedCount: 0,
          countDelta: 12,
          addedSize: 5_000,
          removedSize: 0,
          sizeDelta: 5_000,
          nodeId: 9,
        },
      ],
    }),
  node: () => Promise.resolve(node),
};

/** The handlers over a real store and real jobs, and the end of the next job. */
function opened(questions: HeapQuestions) {
  const store = openStore(path.join(temporaryFolder(), 'pitstop.sqlite'), new Date(0));
  const findings = openFindings(store, () => undefined);
  const end = deferred<Job>();
  const jobs = openJobs(
    (job) => {
      if (job.state !== 'running') end.resolve(job);
    },
    () => undefined,
  );
  const captures = { get: capture };
  const handlers = findingsHandlers({ findings, captures, jobs, heap: questions, now: () => 7 });
  const client = { clientId: 1, sendAnswerBlock: () => 1, sendLiveBlock: () => undefined, onClose: () => undefined };
  const context = { signal: new AbortController().signal, client, progress: () => undefined };
  return { store, handlers, context, end: end.promise, findings };
}

describe('comparing two captures', () => {
  test('what grew becomes a finding, with the retaining path of one of its objects in words', async () => {
    const { store, handlers, context, end, findings } = opened(heap);
    await handlers['captures/compare']({ before: '1', after: '2' }, context);
    const job = await end;
    expect(job).toMatchObject({ kind: 'compareSnapshots', title: 'snapshot 1 → snapshot 2', state: 'done' });
    const all = await handlers['findings/list']({}, context);
    expect(all.map(({ findingId }) => findingId)).toEqual(job.made);
    expect(all[0]).toMatchObject({ foundAt: 7, retainedBy: ['[3] in Array', 'queue in system / Context'] });
    await handlers['findings/dismiss']({ findingId: job.made[0], reason: 'a cache' }, context);
    expect(findings.list()[0]).toMatchObject({ state: 'dismissed', stateReason: 'a cache' });
    store.close();
  });

  test('an object that is no longer held leaves its finding without a path', async () => {
    const gone = () => Promise.reject(new Failure('nodeUnknown', 'node 9 is not there'));
    const { store, handlers, context, end, findings } = opened({ ...heap, node: gone });
    await handlers['captures/compare']({ before: '1', after: '2' }, context);
    expect((await end).state).toBe('done');
    expect(findings.list()[0]?.retainedBy).toEqual([]);
    store.close();
  });

  test('a comparison that fails says why, and adds no finding', async () => {
    const failing = () => Promise.reject(new Failure('notASnapshot', '/captures/2 is cut short'));
    const { store, handlers, context, end, findings } = opened({ ...heap, diffFigures: failing });
    await handlers['captures/compare']({ before: '1', after: '2' }, context);
    expect(await end).toMatchObject({ state: 'failed', failure: { code: 'notASnapshot' } });
    expect(findings.list()).toEqual([]);
    store.close();
  });

  test('a capture is not compared with itself', () => {
    const { store, handlers, context } = opened(heap);
    expect(() => handlers['captures/compare']({ before: '1', after: '1' }, context)).toThrow('needs two captures');
    store.close();
  });
});
