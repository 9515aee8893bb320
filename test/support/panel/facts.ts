import type { Capture } from '../../../src/protocol/captures.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { HostState } from '../../../src/protocol/hostState.ts';
import type { ClassDiffRow, ClassRow, GrowthRow, IcicleNode, NodeDetail } from '../../../src/protocol/heapRows.ts';
import type { Place } from '../../../src/protocol/places.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import type { Scenario } from './scenario.ts';

const place = (file: string, line: number): Place => ({ file: `/home/me/agents/src/${file}`, line, column: 7 });

/** Numbers that look like noise and are the same each time. */
export function noise(seed: number): number {
  let value = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 4294967296;
}

export function targetsOf(scenario: Scenario, now: number): readonly Target[] {
  const names = ['gateway.ts', 'toolServer.ts', 'worker.ts', 'indexer.ts'];
  return Array.from({ length: scenario.targets }, (_, index): Target => {
    const state = index === 0 ? scenario.targetState : 'watching';
    return {
      targetId: `t${index}`,
      pid: 4121 + index * 7,
      name: names[index % names.length],
      command: `node dist/${names[index % names.length]}`,
      folder: '/home/me/agents',
      nodeVersion: 'v24.21.0',
      v8Version: '13.6',
      startedAt: now - 8_040_000,
      watchedSince: now - scenario.historyMinutes * 60_000 - index,
      way: 'attached',
      state,
      ...(state === 'watching' ? {} : { endedAt: now - 4_000, stateReason: 'The connection broke.' }),
      hasHeapdump: true,
      droppedSamples: 0,
      threadId: 0,
    };
  });
}

export function capturesOf(scenario: Scenario, now: number): readonly Capture[] {
  return Array.from({ length: scenario.captures }, (_, index): Capture => {
    const takenAt = now - 60_000 * (scenario.captures - index) * Math.min(4, scenario.historyMinutes / 5);
    return {
      captureId: `c${index}`,
      kind: 'heapSnapshot',
      label: `snapshot ${index + 1}`,
      file: `/home/me/.pitstop/captures/${index}.heapsnapshot`,
      fileBytes: 86_412_300 + index * 4_090_112,
      takenAt,
      way: 'inspector',
      targetId: 't0',
      targetName: 'gateway.ts',
      targetPid: 4121,
      pauseMs: 1_912 + index * 40,
      processKey: '4121',
    };
  });
}

const findingRows: readonly Pick<Finding, 'title' | 'severity' | 'place' | 'evidence' | 'confidence' | 'rule'>[] = [
  {
    rule: 'growing-container',
    title: '`sessions` keeps an entry for each turn',
    severity: 'error',
    place: place('gateway.ts', 88),
    confidence: 'measured',
    evidence: [
      { name: 'retained size gained', value: 2_290_112, unit: 'bytes' },
      { name: 'elements gained', value: 1204, unit: 'count' },
    ],
  },
  {
    rule: 'growing-listeners',
    title: 'Listeners on `lifetime` are never removed',
    severity: 'warning',
    place: place('agent.ts', 31),
    confidence: 'measured',
    evidence: [{ name: 'retained size gained', value: 1_083_600, unit: 'bytes' }],
  },
  {
    rule: 'growing-container',
    title: '`planCache` grows, and slows down',
    severity: 'info',
    place: place('store.ts', 58),
    confidence: 'possible',
    evidence: [{ name: 'retained size gained', value: 412_000, unit: 'bytes' }],
  },
  {
    rule: 'growing-class',
    title: 'More `(compiled code)` than before',
    severity: 'info',
    place: null,
    confidence: 'possible',
    evidence: [{ name: 'shallow size gained', value: 161_000, unit: 'bytes' }],
  },
];

export function findingsOf(count: number, now: number): readonly Finding[] {
  return Array.from({ length: count }, (_, index): Finding => {
    const row = findingRows[index % findingRows.length];
    return {
      ...row,
      findingId: `f${index}`,
      title: index < findingRows.length ? row.title : `${row.title}, ${index}`,
      saving: null,
      disprovedBy: 'The next two snapshots under the same load show no gain.',
      state: 'new',
      foundAt: now - 60_000,
      targetId: 't0',
      ...(row.place === null ? { placeReason: 'the engine owns it' } : {}),
      diff: { before: 'c1', after: 'c2', nodeId: 1001 + index },
      retainedBy: ['sessions', 'system / Context', 'gateway.ts'],
    };
  });
}

const growthNames: readonly (readonly [string, string, number, number, Place | null])[] = [
  ['Map (table) sessions', 'module gateway.ts', 1204, 2_290_112, place('gateway.ts', 88)],
  ["listeners of AbortSignal 'abort'", 'lifetime (agent.ts)', 1204, 1_083_600, place('agent.ts', 31)],
  ['Map (table) planCache', 'module store.ts', 31, 412_000, place('store.ts', 58)],
  ['Array queue', 'ModelClient', 6, 188_000, place('model.ts', 44)],
  ['Set sockets', 'module gateway.ts', 2, 9_400, place('gateway.ts', 24)],
  ['Map (table) pending', 'McpClient', -3, -12_100, place('mcp.ts', 19)],
  ['Array slab', 'Buffer', 0, -38_000, null],
];

export const growthRows: readonly GrowthRow[] = growthNames.map(
  ([container, owner, countDelta, sizeDelta, where], index) => ({
    nodeId: 1001 + index,
    container,
    owner,
    expression: container.split(' ').at(-1) ?? '',
    countDelta,
    sizeDelta,
    retainedSize: 99_900_000 / (index + 1),
    path: `gateway.ts › ${container}`,
    location: null,
    place: where,
  }),
);

const classNames = [
  '(string)',
  'Session',
  'Message',
  'Array',
  '(compiled code)',
  'Object',
  'WebSocket',
  'Receiver',
  'Map',
  'AbortSignal',
  'WeakRef',
  'Buffer',
  'run',
];
const className = (index: number) => (index < classNames.length ? classNames[index] : `Class${index}`);

export function classRows(count: number): readonly ClassRow[] {
  return Array.from({ length: count }, (_, index): ClassRow => ({
    classIndex: index,
    name: className(index),
    location: null,
    place: index % 3 === 1 ? place('agent.ts', 10 + index) : null,
    count: Math.ceil(210_400 / (index + 1)),
    shallowSize: Math.ceil(44_100_000 / (index + 1)),
    retainedSize: Math.ceil(99_900_000 / (index + 1)),
    distance: index === 4 ? null : 2 + (index % 9),
  }));
}

export function classDiffRows(count: number): readonly ClassDiffRow[] {
  return Array.from({ length: count }, (_, index): ClassDiffRow => {
    const addedCount = Math.ceil(1500 / (index + 1));
    const removedCount = index % 4 === 3 ? addedCount + 12 : Math.ceil(296 / (index + 1));
    return {
      classKey: `k${index}`,
      name: className(index),
      location: null,
      place: index % 3 === 1 ? place('agent.ts', 10 + index) : null,
      addedCount,
      removedCount,
      countDelta: addedCount - removedCount,
      addedSize: addedCount * 1_900,
      removedSize: removedCount * 1_900,
      sizeDelta: (addedCount - removedCount) * 1_900,
      nodeId: index % 5 === 4 ? null : 2001 + index,
    };
  });
}

export function nodeOf(nodeId: number): NodeDetail {
  const step = (
    name: string,
    edgeName: string,
    edgeKind: NodeDetail['path'][number]['edgeKind'],
    distance: number,
  ) => ({
    nodeId: nodeId * 10 + distance,
    name,
    edgeName,
    edgeKind,
    distance,
    place: name === 'system / Context' ? place('gateway.ts', 88) : null,
  });
  return {
    nodeId,
    name: 'Session',
    kind: 'object',
    shallowSize: 72,
    retainedSize: 1_902,
    distance: 9,
    dominatorId: 1001,
    retainers: [],
    retainerCount: 2,
    path: [
      step('Array', '1203', 'element', 8),
      step('Map', 'table', 'internal', 7),
      step('system / Context', 'sessions', 'context', 6),
      step('handleTurn', 'context', 'internal', 5),
      step('Object', 'handleTurn', 'property', 4),
      step('Module', 'exports', 'property', 3),
      step('Map', 'loaded', 'internal', 2),
      step('(GC roots)', 'global', 'internal', 1),
    ],
    place: place('gateway.ts', 131),
  };
}

const leaf = (
  label: string,
  megabytes: number,
  children: readonly IcicleNode[] = [],
  count = 1,
  nodeId: number | null = null,
): IcicleNode => ({
  nodeId: nodeId ?? Math.round(megabytes * 1e4),
  label,
  retainedSize: megabytes * 1e6,
  count,
  children,
});

export const icicleRoot: IcicleNode = leaf('heap', 182, [
  leaf(
    'sessions (Map)',
    99.9,
    [
      leaf(
        'Session',
        97.4,
        [
          leaf('history (Array)', 61.2, [
            leaf('Message', 58, [leaf('content (string)', 44.1), leaf('meta', 13.9)], 210_400),
          ]),
          leaf('socket (WebSocket)', 21.8, [leaf('Receiver', 12.4, [leaf('buffers', 8.2)]), leaf('Sender', 6.1)]),
          leaf('usage', 11.2),
        ],
        52_600,
      ),
    ],
    1,
    1001,
  ),
  leaf('lifetime (AbortSignal)', 47.3, [
    leaf(
      "'abort' listeners",
      47.1,
      [leaf('run() closure', 31.4, [leaf('context', 26, [leaf('state', 17.5)])]), leaf('WeakRef', 15.7)],
      52_600,
      1002,
    ),
  ]),
  leaf('modules', 14.2, [leaf('store.ts', 5.1), leaf('model.ts', 4.2), leaf('agent.ts', 2.9)]),
  leaf('compiled code', 12.6, [leaf('bytecode', 7.1), leaf('scopes', 3.4)]),
  leaf('strings', 5.4),
]);

export function hostStateOf(startedAt: number, pid: number): HostState {
  return {
    version: '0.1.0',
    pid,
    nodeVersion: 'v24.21.0',
    startedAt,
    rssBytes: 142_300_000,
    clients: 2,
    pools: [
      {
        name: 'workers',
        capacity: 2,
        busy: 1,
        idle: 1,
        waiters: 0,
        utilisation: 0.5,
        waitMsMedian: 0.41,
        waitMsMax: 12.4,
        completed: 31,
        failed: 0,
      },
      {
        name: 'postgres',
        capacity: 4,
        busy: 0,
        idle: 4,
        waiters: 0,
        utilisation: 0,
        waitMsMedian: null,
        waitMsMax: null,
        completed: 0,
        failed: 0,
      },
    ],
    storeFile: '/home/me/.pitstop/store.sqlite',
    storeBytes: 8_412_000,
    capturesFolder: '/home/me/.pitstop/captures',
    capturesBytes: 262_000_000,
    notices: [],
  };
}
