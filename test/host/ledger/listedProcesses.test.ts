import { expect, test } from 'vitest';
import { agentProcesses, ownPids, pidsAbove, treeOf } from '../../../src/host/ledger/listedProcesses.ts';
import { init, madeProcess } from '../../analysis/ledger/drawnProcesses.ts';

const all = new Map(
  [
    init,
    madeProcess(10, 1, 'npm run dev', { groupId: 10 }),
    madeProcess(11, 10, 'node gateway.js', { groupId: 10 }),
    madeProcess(12, 11, 'node mcp-files.js', { groupId: 10 }),
    madeProcess(13, 12, 'sleep 5', { groupId: 10 }),
    madeProcess(20, 1, 'node mcp-files.js', { groupId: 10 }),
    madeProcess(30, 1, 'sleep 9', { groupId: 30 }),
    madeProcess(40, 1, 'node /opt/pitstop/dist/cli.js ledger'),
    madeProcess(41, 40, 'node /opt/pitstop/dist/host.cjs'),
    madeProcess(42, 41, 'postgres'),
    madeProcess(50, 1, 'node other.js', { isOwn: false }),
  ].map((process) => [process.pid, process]),
);

test('agent systems with all below them; what only looks left over is looked at', () => {
  expect(agentProcesses(all, () => false)).toEqual(new Set([10, 11, 12, 13, 20, 40, 41, 42]));
  expect(agentProcesses(all, ({ pid }) => pid === 30).has(30)).toBe(true);
});

test('a tree has what strayed from its process group, also from that of the launcher above', () => {
  expect(treeOf(all, 11)).toEqual(new Set([11, 12, 13, 20]));
  expect(treeOf(all, 12)).toEqual(new Set([12, 13]));
});

test('our own processes, and those above a process', () => {
  expect(ownPids(all, { pid: 41, folder: '/opt/pitstop/dist' })).toEqual(new Set([40, 41, 42]));
  expect([...pidsAbove(all, 13)]).toEqual([12, 11, 10, 1]);
});
