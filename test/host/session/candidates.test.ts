import { expect, test } from 'vitest';
import { candidatesAmong } from '../../../src/host/session/candidates.ts';
import type { ProcessFacts } from '../../../src/host/session/processes.ts';
import { limits } from '../../../src/protocol/limits.ts';

const facts = (pid: number, command: string, change: Partial<ProcessFacts> = {}): ProcessFacts => ({
  pid,
  parentPid: 1,
  startKey: String(pid),
  startedAt: pid,
  userId: 1000,
  state: 'running',
  executable: '/usr/bin/node',
  command: command.split(' '),
  folder: '/app',
  rssBytes: 1,
  ...change,
});

test('newest first, with what is watched already', () => {
  const rows = candidatesAmong([facts(10, 'node old.js'), facts(20, 'node new.js')], ({ pid }) =>
    pid === 10 ? '10-10' : undefined,
  );
  expect(rows.map(({ pid, name, targetId, refusal }) => [pid, name, targetId, refusal])).toEqual([
    [20, 'new.js', undefined, undefined],
    [10, 'old.js', '10-10', undefined],
  ]);
});

test.each([
  [facts(process.pid, 'node host.cjs'), "Pitstop's own host"],
  [facts(2, 'node worker.cjs', { parentPid: process.pid }), 'a helper of this host'],
  [facts(process.ppid, 'node parent.js'), 'it runs this host'],
  [facts(3, 'node a.js', { state: 'stopped' }), 'it is stopped'],
  [facts(4, 'node /home/u/.vscode-server/bin/abc/out/server-main.js'), "one of the editor's own processes"],
  [facts(5, 'node /usr/lib/code-server/out/node/entry.js'), "one of the editor's own processes"],
  [facts(6, 'node /usr/lib/node_modules/typescript/lib/tsserver.js'), "one of the editor's own processes"],
  [facts(7, 'node /srv/gateway/dist/server.js'), undefined],
])('%j is refused as: %s', (one, refusal) => expect(candidatesAmong([one], () => undefined)[0].refusal).toBe(refusal));

test('a list that nobody could read is cut to its newest', () => {
  const many = Array.from({ length: limits.candidatesMax.value + 20 }, (_, index) =>
    facts(1_000_000 + index, 'node a.js'),
  );
  const rows = candidatesAmong(many, () => undefined);
  expect(rows).toHaveLength(limits.candidatesMax.value);
  expect(rows[0].pid).toBe(many.at(-1)?.pid);
});
