import { describe, expect, test } from 'vitest';
import { ledgerTotals } from '../../../src/format/ledgerTotals.ts';
import { noHints, type ProcessEvidence, type SeenProcess } from '../../../src/analysis/ledger/seenProcess.ts';
import { drawnRows, madeProcess } from './drawnProcesses.ts';

const server = (pid: number, parentPid: number, change: Partial<SeenProcess> = {}) =>
  madeProcess(pid, parentPid, 'node mcp-files.js', change);
const left: Partial<ProcessEvidence> = { stdin: 'gone', stdout: 'gone' };

describe('orphans', () => {
  const isOrphan = (process: SeenProcess, evidence: Partial<ProcessEvidence>) =>
    drawnRows([[process, evidence]]).get(process.pid)?.orphan;

  test.each<[string, Partial<SeenProcess>, Partial<ProcessEvidence>, boolean]>([
    ['taken over by process 1, nobody at its input', {}, left, true],
    ['somebody still speaks to it', {}, {}, false],
    ['it listens, as a server that was started to stay does', {}, { ...left, listens: true }, false],
    ['whether it listens is not known', {}, { ...left, listens: null }, false],
    ['a unit of the service manager', { sessionId: 60 }, { ...left, isService: true }, false],
    [
      'started with nohup: input from nowhere, output in a file',
      {},
      { stdin: 'null', stdout: 'file', stdinKind: 'other' },
      false,
    ],
    ['nobody reads its answers', {}, { stdin: 'null', stdout: 'gone', stdinKind: 'other' }, true],
    ['the end of a pipeline that writes a file', {}, { stdin: 'gone', stdout: 'file', stdinKind: 'pipe' }, false],
    [
      'a pipe from a program, and its answers go nowhere',
      {},
      { stdin: 'gone', stdout: 'gone', stdinKind: 'pipe' },
      true,
    ],
    ['its channel is closed', {}, { stdin: 'null', stdout: 'terminal', stdinKind: 'other', channel: 'gone' }, true],
    ['in a container', {}, { ...left, container: 'abc' }, false],
    ["another user's", { isOwn: false }, left, false],
    ['it has ended', { state: 'zombie' }, left, false],
  ])('%s', (_, change, evidence, orphan) => expect(isOrphan(server(60, 1, change), evidence)).toBe(orphan));

  test('a process whose parent lives is none, even when the parent has closed its input', () => {
    const rows = drawnRows([
      [madeProcess(60, 1, 'node gateway.js'), { listens: true }],
      [server(61, 60), left],
    ]);
    expect(rows.get(61)?.orphan).toBe(false);
  });

  test('one taken over by a later process, or by one of another session, has lost its parent', () => {
    const later = madeProcess(90, 1, 'reaper');
    expect(drawnRows([[server(60, 90), left], [later]]).get(60)?.orphan).toBe(true);
    const other = madeProcess(40, 1, 'shim', { sessionId: 40 });
    expect(drawnRows([[other], [server(60, 40), left]]).get(60)?.orphan).toBe(true);
  });

  test('what an orphaned launcher has started is an orphan too', () => {
    const rows = drawnRows([
      [madeProcess(60, 1, 'npx -y mcp-files'), left],
      [madeProcess(61, 60, 'sh -c mcp-files'), left],
      [server(62, 61), left],
    ]);
    expect([...rows.values()].map(({ orphan }) => orphan)).toEqual([true, true, true]);
  });
});

describe('duplicates', () => {
  const gateway = madeProcess(60, 1, 'node gateway.js');
  const sameOf = (drawn: Parameters<typeof drawnRows>[0]) =>
    [...drawnRows(drawn).values()].map(({ duplicateOf }) => duplicateOf);

  test('the same server twice under one program, and under none', () => {
    expect(sameOf([[gateway], [server(61, 60)], [server(62, 60)]])).toEqual([null, null, 61]);
    expect(
      sameOf([
        [server(61, 1), left],
        [server(62, 1), left],
      ]),
    ).toEqual([null, 61]);
  });

  test('through the launchers between', () => {
    const drawn = [70, 80].flatMap((pid): [SeenProcess][] => [
      [madeProcess(pid, 60, 'npx mcp-files')],
      [madeProcess(pid + 1, pid, 'sh -c mcp-files')],
      [server(pid + 2, pid + 1)],
    ]);
    expect(drawnRows([[gateway], ...drawn]).get(82)?.duplicateOf).toBe(72);
  });

  test.each<[string, Parameters<typeof drawnRows>[0]]>([
    ['other arguments', [[gateway], [server(61, 60)], [madeProcess(62, 60, 'node mcp-files.js /data')]]],
    ['other folders', [[gateway], [server(61, 60)], [server(62, 60, { folder: '/other' })]]],
    ['two programs', [[gateway], [madeProcess(59, 1, 'node gateway.js')], [server(61, 60)], [server(62, 59)]]],
    ['forked workers', [[gateway], [server(61, 60), { channel: 'open' }], [server(62, 60), { channel: 'open' }]]],
    [
      'just started, as one for each turn is',
      [[gateway], [server(61, 60)], [server(62, 60, { startedAt: 3_599_500 })]],
    ],
    [
      'servers of their own ports',
      [[gateway], [server(61, 60), { listens: true }], [server(62, 60), { listens: true }]],
    ],
  ])('%s are no duplicates', (_, drawn) => expect(sameOf(drawn).every((same) => same === null)).toBe(true));
});

test.each<[string, Partial<ProcessEvidence>, string]>([
  ['node /app/node_modules/@modelcontextprotocol/server-files/dist/index.js', {}, 'mcp-server'],
  ['python3 -m mcp_server_git', {}, 'mcp-server'],
  ['node files.js', { hints: { ...noHints, servesMcp: true } }, 'mcp-server'],
  ['node mcp-client.js', { hints: { ...noHints, usesMcp: true } }, 'agent'],
  ['node gateway.ts', {}, 'gateway'],
  ['node app.js', { listens: true, hints: { ...noHints, callsModels: true } }, 'gateway'],
  ['node app.js', { channel: 'open' }, 'worker'],
  ['node tools-server.ts', {}, 'tool'],
  ['node /app/node_modules/.bin/vite', {}, 'dev-server'],
  ['npx -y mcp-files', {}, 'launcher'],
  ['node /usr/lib/code-server/out/node/entry.js', {}, 'editor'],
  ['node app.js', { stdinKind: 'other' }, 'other'],
])('%s with %j is %s', (command, evidence, role) => {
  expect(drawnRows([[madeProcess(60, 1, command), evidence]]).get(60)?.role).toBe(role);
});

test('what has servers below it runs an agent', () => {
  const rows = drawnRows([[madeProcess(60, 1, 'node app.js'), { stdinKind: 'other' }], [server(61, 60)]]);
  expect(rows.get(60)?.role).toBe('agent');
});

test('what must not be ended is told with the reason', () => {
  const rows = drawnRows(
    [
      [madeProcess(60, 1, 'node host.cjs')],
      [madeProcess(61, 1, 'node shell.js')],
      [madeProcess(62, 1, 'node a.js', { isOwn: false })],
      [madeProcess(63, 1, 'node /lib/tsserver.js')],
      [server(64, 63)],
      [server(65, 1), left],
    ],
    { pitstop: [60], ancestors: [61] },
  );
  expect([...rows.values()].map(({ keepReason }) => keepReason)).toEqual([
    "It is Pitstop's own.",
    'This host runs below it.',
    "It is another user's.",
    'The editor needs it.',
    'The editor needs it.',
    null,
  ]);
});

test('rows come parents first, and sums leave out what is not known', () => {
  const rows = drawnRows([
    [madeProcess(60, 1, 'node a.js')],
    [madeProcess(61, 1, 'node b.js')],
    [server(62, 60), left],
  ]);
  expect([...rows.keys()]).toEqual([60, 62, 61]);
  expect(ledgerTotals([...rows.values()])).toMatchObject({
    processes: 3,
    pssBytes: 183_000,
    cpuShare: null,
    orphans: 0,
  });
});
