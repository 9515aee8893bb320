import { ResponseError, type CancellationToken } from 'vscode-jsonrpc';
import { frameConnection } from '../../../src/channel/frameConnection.ts';
import type { FramePort } from '../../../src/channel/framePort.ts';
import { encodeColumnBlock, type BlockColumn, type BlockHead } from '../../../src/protocol/columnBlock.ts';
import { Failure, failureErrorCode } from '../../../src/protocol/failures.ts';
import type {
  HostAnswer,
  HostEventName,
  HostEvents,
  HostMethod,
  HostParams,
} from '../../../src/protocol/hostChannel.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Page, PageRequest } from '../../../src/protocol/heapRows.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import { metricIds, type MetricId } from '../../../src/protocol/metrics.ts';
import {
  capturesOf,
  classDiffRows,
  classRows,
  findingsOf,
  growthRows,
  hostStateOf,
  icicleRoot,
  noise,
  nodeOf,
  targetsOf,
} from './facts.ts';
import { experimentsOf, huntsOf, poolFindingOf } from './experimentFacts.ts';
import { closureRows, moduleRows, nodePaths, nodeRows, scopeRows, stringRows } from './heapListFacts.ts';
import { ledgerOf } from './ledgerFacts.ts';
import { databaseOf, indexFindingOf, planOf, plansOf } from './planFacts.ts';
import { livePoolsOf } from './poolFacts.ts';
import { profileAnswers } from './profileAnswers.ts';
import type { Scenario } from './scenario.ts';

/** A metric of the drawn program at a moment: a saw on a slope, with spikes. */
export function valueAt(metric: MetricId, at: number, startAt: number): number {
  const t = (at - startAt) / 1000;
  const jitter = noise(Math.floor(at / 100) + metric.length * 7919);
  const spike = noise(Math.floor(at / 1000) * 31 + metric.length) > 0.985 ? 1 : 0;
  const megabyte = 1e6;
  switch (metric) {
    case 'heapUsed':
      return (150 + t * 0.02 + ((t * 1.7) % 11) + jitter) * megabyte;
    case 'heapTotal':
      return 210 * megabyte;
    case 'heapLimit':
      return 512 * megabyte;
    case 'rss':
      return (262 + t * 0.02 + jitter * 2) * megabyte;
    case 'external':
    case 'arrayBuffers':
      return (18 + 3 * Math.sin(t / 40) + jitter * 0.4) * megabyte;
    case 'loopDelayP50':
      return 1.2 + jitter * 0.4;
    case 'loopDelayP99':
      return 6 + jitter * 5 + spike * (28 + jitter * 14);
    case 'loopDelayMax':
      return 7 + jitter * 6 + spike * (30 + jitter * 16);
    case 'loopUtilisation':
      return 0.31 + jitter * 0.08;
    case 'gcShare':
      return 0.016 + jitter * 0.012;
    case 'allocationRate':
      return (58 + jitter * 12 + 6 * Math.sin(t / 9)) * megabyte;
    case 'cpuShare':
      return 0.42 + jitter * 0.1;
    case 'activeResources':
      return 214;
    case 'probeShare':
      return 0.0012 + jitter * 0.0004;
  }
}

/** Collections between two moments: scavenges often, a mark-compact every 20 s with incremental steps before it. */
function collectionsBetween(fromAt: number, toAt: number): readonly (readonly [number, number, number])[] {
  const rows: (readonly [number, number, number])[] = [];
  for (let at = Math.ceil(fromAt / 257) * 257; at < toAt; at += 257) {
    const phase = (at / 1000) % 20;
    const jitter = noise(at);
    if (phase < 0.257) rows.push([at, 4, 19 + jitter * 6]);
    else if (phase > 14 && jitter > 0.5) rows.push([at, 8, 0.8 + jitter * 2]);
    rows.push([at + 1, 1, 2.2 + jitter * 4 + (jitter > 0.985 ? 3 : 0)]);
  }
  return rows;
}

function page<Row extends object>(rows: readonly Row[], request: PageRequest, nameOf: (row: Row) => string): Page<Row> {
  const wanted = rows.filter((row) => nameOf(row).toLowerCase().includes(request.filter.toLowerCase()));
  const value = (row: Row): unknown => Object.entries(row).find(([key]) => key === request.sort)?.[1];
  const sign = request.descending ? -1 : 1;
  const sorted = [...wanted].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (typeof x === 'string' && typeof y === 'string') return sign * x.localeCompare(y);
    return sign * (Number(x) - Number(y));
  });
  return { total: sorted.length, start: request.start, rows: sorted.slice(request.start, request.end) };
}

const listed = <Row>(rows: Page<Row>) => ({ ...rows, omitted: 0 });

type Handlers = {
  [Method in HostMethod]?: (
    params: HostParams<Method>,
    token: CancellationToken,
  ) => HostAnswer<Method> | Promise<HostAnswer<Method>>;
};

/** The host's end of the wire, for views only: it answers from drawn facts, over the real protocol. Returns its stop. */
export function serveFakeHost(
  port: FramePort,
  scenario: Scenario,
  life: { readonly startedAt: number; readonly pid: number },
): { readonly stop: () => void; readonly find: () => void } {
  const connection = frameConnection(port, () => undefined);
  const now = () => Date.now();
  const openedAt = now();
  const startAt = openedAt - scenario.historyMinutes * 60_000;
  const tell = <Name extends HostEventName>(name: Name, event: HostEvents[Name]) =>
    void connection.sendNotification(name, event);
  const block = (head: BlockHead, columns: readonly BlockColumn[]) =>
    port.send(encodeColumnBlock({ head, columns }).buffer);
  let nextBlock = 1;
  const answerBlock = (columns: readonly BlockColumn[]) => {
    block({ kind: 'answer', blockId: nextBlock }, columns);
    return nextBlock++;
  };
  const collectionColumns = (rows: readonly (readonly [number, number, number])[]): readonly BlockColumn[] => [
    { name: 'at', values: Float64Array.from(rows, ([at]) => at) },
    { name: 'kind', values: Uint8Array.from(rows, ([, kind]) => kind) },
    { name: 'pauseMs', values: Float32Array.from(rows, ([, , pauseMs]) => pauseMs) },
  ];
  let timer: ReturnType<typeof setInterval> | undefined;
  let toldAt = openedAt;
  let findings = allFindings(scenario, openedAt);
  const follow = (targetId: string) => {
    clearInterval(timer);
    if (scenario.targetState !== 'watching') return;
    timer = setInterval(() => {
      const at = now();
      const columns = metricIds.map((metric) => ({
        name: metric,
        values: Float64Array.of(valueAt(metric, at, startAt)),
      }));
      block({ kind: 'samples', targetId }, [{ name: 'at', values: Float64Array.of(at) }, ...columns]);
      const pauses = collectionsBetween(toldAt, at);
      toldAt = at;
      if (pauses.length > 0) block({ kind: 'collections', targetId }, collectionColumns(pauses));
    }, 100);
  };
  const reading = async (progress: string | undefined, token: CancellationToken) => {
    if (scenario.isUnreadable)
      throw new Failure('notASnapshot', 'snapshot 3 is no heap snapshot: it ends after 0 bytes');
    if (!scenario.isReading) return;
    if (progress !== undefined)
      tell('progress', {
        token: progress,
        progress: {
          label: 'edges',
          done: 129_000_000,
          total: 212_000_000,
          unit: 'bytes',
          soFar: {
            nodeCount: 1_204_331,
            shallowSize: 182_000_000,
            classes: [{ name: 'Session', count: 52_600, shallowSize: 9_870_000 }],
          },
        },
      });
    await new Promise((_resolve, reject) => token.onCancellationRequested(() => reject(new Error('cancelled'))));
  };
  const problems = scenario.isPartial
    ? [
        { where: 'edges', what: 'the file ends at 88 %' },
        { where: 'strings', what: 'missing' },
      ]
    : [];
  const figures = {
    fileBytes: 94_592_524,
    nodeCount: 1_204_331,
    edgeCount: 5_120_004,
    shallowSize: 182_000_000,
    classCount: scenario.classes,
    problems,
  };
  const classes = classRows(scenario.classes);
  const diffs = classDiffRows(scenario.classes);
  const identityRefusal = scenario.isOtherProcess ? 'snapshot 2 is of pid 4121 and snapshot 3 of pid 7766.' : null;
  const handlers: Handlers = {
    'host/state': () => hostStateOf(life.startedAt, life.pid),
    'targets/list': () => targetsOf(scenario, openedAt),
    'ledger/read': () => ledgerOf(scenario, now()),
    'captures/list': () => capturesOf(scenario, openedAt),
    'findings/list': () => findings,
    'plans/list': () => plansOf(scenario, openedAt),
    'plans/get': ({ planId }) => planOf(scenario, planId, openedAt),
    'experiments/list': () => experimentsOf(scenario, openedAt),
    'live/pools': () => livePoolsOf(scenario, openedAt),
    ...profileAnswers(scenario, openedAt, answerBlock),
    'hunts/list': () => huntsOf(scenario, openedAt),
    'database/current': () => databaseOf(scenario, openedAt),
    'jobs/list': () => jobsOf(scenario, openedAt),
    'jobs/cancel': () => {
      for (const job of jobsOf(scenario, openedAt))
        tell('jobs/changed', { job: { ...job, state: 'cancelled', endedAt: now() } });
      return {};
    },
    'live/follow': ({ targetId }) => {
      follow(targetId);
      return {};
    },
    'live/unfollow': () => {
      clearInterval(timer);
      return {};
    },
    'series/range': ({ fromAt, toAt, pointsMax, metrics }) => {
      const end = Math.min(toAt, targetsOf(scenario, openedAt)[0].endedAt ?? openedAt);
      const start = Math.max(fromAt, startAt);
      const length = Math.max(1, Math.min(pointsMax, Math.floor((end - start) / 100)));
      const at = Float64Array.from({ length }, (_, index) =>
        Math.floor(start + ((index + 1) * (end - start)) / length),
      );
      const columns = metrics.map((metric) => ({
        name: metric,
        values: Float64Array.from(at, (moment) => valueAt(metric, moment, startAt)),
      }));
      return {
        blockId: answerBlock([{ name: 'at', values: at }, ...columns]),
        length,
        firstAt: at[0],
        lastAt: at[length - 1],
      };
    },
    'collections/range': ({ fromAt, toAt }) => {
      const rows = collectionsBetween(Math.max(fromAt, startAt), Math.min(toAt, openedAt));
      return { blockId: answerBlock(collectionColumns(rows)), length: rows.length, dropped: 0 };
    },
    'heap/figures': async ({ progress }, token) => {
      await reading(progress, token);
      return figures;
    },
    'heap/classes': ({ page: request }) => page(classes, request, ({ name }) => name),
    'heap/strings': ({ order, page: request }) => listed(page(stringRows(order), request, ({ text }) => text)),
    'heap/closures': ({ page: request }) => listed(page(closureRows, request, ({ name }) => name)),
    'heap/modules': ({ by, page: request }) => listed(page(moduleRows(by), request, ({ name }) => name)),
    'heap/scopes': ({ within, page: request }) => listed(page(scopeRows(within), request, ({ name }) => name)),
    'heap/nodes': ({ set, page: request }) => listed(page(nodeRows(set), request, ({ name }) => name)),
    'heap/paths': ({ nodeId }) => nodePaths(nodeId),
    'heap/node': ({ nodeId }) => nodeOf(nodeId),
    'heap/classExample': ({ classIndex }) => nodeOf(3000 + classIndex),
    'heap/icicle': ({ nodeId }) => {
      const find = (node: typeof icicleRoot): typeof icicleRoot | undefined =>
        node.nodeId === nodeId ? node : node.children.map(find).find((found) => found !== undefined);
      return nodeId === null ? icicleRoot : (find(icicleRoot) ?? icicleRoot);
    },
    'diff/figures': async ({ progress }, token) => {
      await reading(progress, token);
      return {
        before: figures,
        after: figures,
        sizeDelta: 4_090_112,
        countDelta: 31_204,
        classCount: diffs.length,
        growthCount: growthRows.length,
        objects: null,
        orderProblem: null,
        identityRefusal,
        problems,
      };
    },
    'diff/classes': ({ page: request }) => page(diffs, request, ({ name }) => name),
    'diff/growth': ({ page: request }) => page(growthRows, request, ({ container }) => container),
    'captures/compare': () => ({ jobId: 'j2' }),
  };
  connection.onRequest(async (method: string, params: unknown, token: CancellationToken) => {
    const handler = (handlers as Record<string, ((given: unknown, token: CancellationToken) => unknown) | undefined>)[
      method
    ];
    if (handler === undefined) throw new Failure('badRequest', `the fake host has no ${method}`);
    try {
      return await handler(params, token);
    } catch (error) {
      if (error instanceof Failure) throw new ResponseError(failureErrorCode, error.message, error.body());
      throw error;
    }
  });
  connection.listen();
  return {
    stop: () => {
      clearInterval(timer);
      connection.dispose();
    },
    find: () => {
      findings = [
        ...findings,
        { ...findingsOf(1, now())[0], findingId: `f${findings.length}`, title: '`queue` grows' },
      ];
      tell('findings/changed', { findings });
    },
  };
}

/** What grew, then the index and the pool where there are such. */
function allFindings(scenario: Scenario, now: number): readonly Finding[] {
  const grown = findingsOf(scenario.findings, now);
  const index = scenario.plans > 0 && scenario.proof !== 'none' ? [indexFindingOf(scenario, now)] : [];
  const pool = scenario.experiments > 0 ? [poolFindingOf(now)] : [];
  const first =
    scenario.hunt === 'leak' ? grown.slice(0, 1).map((finding) => ({ ...finding, ...hunted })) : grown.slice(0, 1);
  return [...first, ...index, ...grown.slice(1), ...pool];
}

const hunted: Partial<Finding> = {
  huntId: 'h0',
  saving: { name: 'growth', value: 1_902, unit: 'bytes', per: 'turn' },
  evidence: [
    { name: 'growth', value: 1_902, unit: 'bytes', per: 'turn' },
    { name: 'until the limit', value: 18_000_000, unit: 'ms' },
    { name: 'elements gained', value: 1204, unit: 'count' },
  ],
};

function jobsOf(scenario: Scenario, now: number): readonly Job[] {
  const about = {
    jobId: 'j1',
    kind: 'takeSnapshot',
    title: 'Snapshot of gateway.ts (4121)',
    startedAt: now - 4_200,
    made: [],
  } as const;
  switch (scenario.job) {
    case 'none':
      return [];
    case 'running':
      return [
        {
          ...about,
          state: 'running',
          progress: { label: 'writing', done: 52_000_000, total: 86_000_000, unit: 'bytes' },
        },
      ];
    case 'explain':
      return [
        {
          ...about,
          kind: 'advise',
          title: 'Explain Analyze of store.ts:41',
          state: 'running',
          progress: { label: 'building the index', done: 3, total: 9, unit: 'count' },
        },
      ];
    case 'hunt':
      return [
        {
          ...about,
          kind: 'hunt',
          title: 'Hunting leaks in gateway.ts (4121)',
          startedAt: now - 30_000,
          state: 'running',
          progress: { label: 'cycles', done: 7, total: 12, unit: 'count' },
        },
      ];
    case 'failed': {
      const failure = new Failure(
        'diskFull',
        'No room for the snapshot: 12 MB are free in /home/me/.pitstop/captures',
      ).body();
      return [{ ...about, state: 'failed', endedAt: now + 60_000, progress: null, failure }];
    }
  }
}
