import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openFindings } from '../../../src/host/findings/findings.ts';
import { findingsHandlers, type HeapQuestions } from '../../../src/host/findings/findingsHandlers.ts';
import { openJobs } from '../../../src/host/jobs/openJobs.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import { limits } from '../../../src/protocol/limits.ts';
import type { ClassDiffRow, HeapFigures, NodeDetail } from '../../../src/protocol/heapRows.ts';
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
  targetName: 'gateway',
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

const classRows: readonly ClassDiffRow[] = [
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
];

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
      objects: null,
      orderProblem: null,
      identityRefusal: null,
      problems: [],
    }),
  diffGrowth: () => Promise.resolve({ total: 0, start: 0, rows: [] }),
  diffClasses: () =>
    Promise.resolve({
      total: 1,
      start: 0,
      rows: classRows,
    }),
  node: () => Promise.resolve(node),
};

/** The handlers over a real store and real jobs, and the end of the next job. */
function opened(questions: HeapQuestions) {
  const store = openStore(path.join(temporaryFolder(), 'pitstop.sqlite'), new Date(0));
  const findings = openFindings(
    store,
    () => undefined,
    () => 8,
  );
  let end = deferred<Job>();
  const jobs = openJobs(
    (job) => {
      if (job.state !== 'running') end.resolve(job);
    },
    () => undefined,
  );
  const captures = { get: capture, list: () => ['1', '2', '3', '4'].map(capture) };
  const verifiers = [{ rule: 'heap-growth', verify: ({ title }: Finding) => Promise.resolve([`verified ${title}`]) }];
  const handlers = findingsHandlers({ findings, captures, jobs, heap: questions, verifiers, now: () => 7 });
  const client = { clientId: 1, sendAnswerBlock: () => 1, sendLiveBlock: () => undefined, onClose: () => undefined };
  const context = { signal: new AbortController().signal, client, progress: () => undefined };
  /** Starts a job and waits for its end. */
  const ended = async (start: () => unknown): Promise<Job> => {
    end = deferred<Job>();
    await start();
    return end.promise;
  };
  const close = () => {
    findings.close();
    store.close();
  };
  onTestFinished(close);
  return { handlers, context, ended, findings };
}

describe('comparing two captures', () => {
  test('what grew becomes a finding, with the retaining path of one of its objects in words', async () => {
    const { handlers, context, ended, findings } = opened(heap);
    const job = await ended(() => handlers['captures/compare']({ before: '1', after: '2' }, context));
    expect(job).toMatchObject({ kind: 'compareSnapshots', title: 'snapshot 1 → snapshot 2', state: 'done' });
    const all = await handlers['findings/list']({}, context);
    expect(all.map(({ findingId }) => findingId)).toEqual(job.made);
    expect(all[0]).toMatchObject({ foundAt: 7, retainedBy: ['[3] in Array', 'queue in system / Context'] });
    await handlers['findings/dismiss']({ findingId: job.made[0], reason: 'a cache' }, context);
    expect(findings.list()[0]).toMatchObject({ state: 'dismissed', stateReason: 'a cache' });
  });

  test('an object that is no longer held leaves its finding without a path', async () => {
    const gone = () => Promise.reject(new Failure('nodeUnknown', 'node 9 is not there'));
    const { handlers, context, ended, findings } = opened({ ...heap, node: gone });
    const job = await ended(() => handlers['captures/compare']({ before: '1', after: '2' }, context));
    expect(job.state).toBe('done');
    expect(findings.list()[0]?.retainedBy).toEqual([]);
  });

  test('a comparison that fails says why, and adds no finding', async () => {
    const failing = () => Promise.reject(new Failure('notASnapshot', '/captures/2 is cut short'));
    const { handlers, context, ended, findings } = opened({ ...heap, diffFigures: failing });
    const job = await ended(() => handlers['captures/compare']({ before: '1', after: '2' }, context));
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'notASnapshot' } });
    expect(findings.list()).toEqual([]);
  });

  test('a capture is not compared with itself', () => {
    const { handlers, context } = opened(heap);
    expect(() => handlers['captures/compare']({ before: '1', after: '1' }, context)).toThrow('needs two captures');
  });

  test('what no longer grows in a newer comparison is gone, and an older comparison says nothing of it', async () => {
    let rows: readonly ClassDiffRow[] = classRows;
    const diffClasses = () => Promise.resolve({ total: rows.length, start: 0, rows });
    const { handlers, context, ended, findings } = opened({ ...heap, diffClasses });
    const compare = (before: string, after: string) =>
      ended(() => handlers['captures/compare']({ before, after }, context));
    await compare('2', '3');
    rows = [];
    await compare('1', '2');
    expect(findings.list()[0]).toMatchObject({ state: 'new' });
    await compare('3', '4');
    expect(findings.list()[0]).toMatchObject({
      state: 'gone',
      stateReason: 'no growth between snapshot 3 and snapshot 4',
      history: [
        { state: 'new', at: 7 },
        { state: 'gone', at: 8, reason: 'no growth between snapshot 3 and snapshot 4' },
      ],
    });
    rows = classRows;
    await compare('3', '4');
    expect(findings.list()[0]).toMatchObject({ state: 'new', stateReason: 'seen again' });
  });

  test('at most so many are named at once; one that is known already is told again, however small', async () => {
    const rowOf = (size: number): ClassDiffRow[] =>
      classRows.map((row) => ({
        ...row,
        classKey: `Class${size}`,
        sizeDelta: size,
        place: { file: '/app/a.ts', line: size, column: 1 },
      }));
    let rows = rowOf(2_000);
    const diffClasses = () => Promise.resolve({ total: rows.length, start: 0, rows });
    const { handlers, context, ended, findings } = opened({ ...heap, diffClasses });
    await ended(() => handlers['captures/compare']({ before: '1', after: '2' }, context));
    rows = Array.from({ length: 9 }, (_, index) => rowOf(2_000 + index)).flat();
    const job = await ended(() => handlers['captures/compare']({ before: '2', after: '3' }, context));
    expect(job.made).toHaveLength(limits.diffFindingsMax.value + 1);
    expect(findings.list().map(({ state }) => state)).not.toContain('gone');
  });
});

describe('the life of a finding', () => {
  const change = { kind: 'newFile', file: '/app/a.sql', text: 'x' } as const;

  test('it is applied, verified by its rule, undone, dismissed and reopened', async () => {
    const { handlers, context, ended, findings } = opened(heap);
    await ended(() => handlers['captures/compare']({ before: '1', after: '2' }, context));
    const [{ findingId, title }] = findings.list();
    const changes = [{ change, hashBefore: null, hashAfter: 'h' }];
    await handlers['findings/applied']({ findingId, changes }, context);
    expect(findings.get(findingId)).toMatchObject({ state: 'applied', applied: changes });
    const job = await ended(() => handlers['findings/verify']({ findingId }, context));
    expect(job).toMatchObject({ kind: 'verify', title, state: 'done', made: [`verified ${title}`] });
    await handlers['findings/undone']({ findingId }, context);
    expect(findings.get(findingId)).toMatchObject({ state: 'new', stateReason: 'undone' });
    expect(findings.get(findingId)).not.toHaveProperty('applied');
    await handlers['findings/dismiss']({ findingId, reason: 'a cache' }, context);
    await handlers['findings/reopen']({ findingId }, context);
    expect(findings.get(findingId)).toMatchObject({ state: 'new' });
    expect(findings.get(findingId)).not.toHaveProperty('stateReason');
  });

  test('one of a rule that cannot be measured again is refused, and so is one that is not there', () => {
    const { handlers, context, findings } = opened(heap);
    const finding: Finding = {
      findingId: 'f',
      rule: 'other',
      title: 'Something',
      severity: 'info',
      place: null,
      evidence: [],
      saving: null,
      confidence: 'possible',
      disprovedBy: 'nothing',
      state: 'new',
      foundAt: 1,
    };
    findings.put([finding]);
    expect(() => handlers['findings/verify']({ findingId: 'f' }, context)).toThrow('the rule other');
    expect(() => handlers['findings/verify']({ findingId: 'g' }, context)).toThrow('there is no finding g');
  });
});
