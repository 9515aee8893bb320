import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { linuxProcesses } from '../../../src/host/session/linuxProcesses.ts';
import { isNodeExecutable } from '../../../src/host/session/processes.ts';

const processes = linuxProcesses();

test('this process is found as it is', async () => {
  const facts = await processes.find(process.pid);
  expect(facts).toMatchObject({
    pid: process.pid,
    parentPid: process.ppid,
    userId: process.getuid?.(),
    state: 'running',
    executable: process.execPath,
    folder: process.cwd(),
  });
  expect(Math.abs((facts?.rssBytes ?? 0) - process.memoryUsage().rss)).toBeLessThan(64e6);
  expect(Math.abs((facts?.startedAt ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(2_000);
  expect(processes.startKeyOf(process.pid)).toBe(facts?.startKey);
  expect(await processes.catchesInspectorSignal(process.pid)).toBe(true);
  expect(processes.isElsewhere(process.pid)).toBe(false);
  expect((await processes.nodeProcesses()).map(({ pid }) => pid)).toContain(process.pid);
});

test('a port is told with its owner', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await processes.listeningPorts(process.pid)).toContain(port);
  expect(await processes.portOwner(port, process.pid)).toMatchObject({ pid: process.pid });
  server.close();
  await once(server, 'close');
  expect(await processes.portOwner(port, process.pid)).toBe('free');
});

describe('other processes', () => {
  test('one that would die of the signal is told as such, and one that ended is gone', async () => {
    const child = spawn('sleep', ['60']);
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await once(child, 'spawn');
    const pid = child.pid ?? -1;
    await expect.poll(async () => (await processes.find(pid))?.executable).toMatch(/sleep|coreutils|busybox/);
    expect(await processes.catchesInspectorSignal(pid)).toBe(false);
    expect((await processes.nodeProcesses()).map((each) => each.pid)).not.toContain(pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await processes.find(pid)).toBeUndefined();
    expect(processes.startKeyOf(pid)).toBeUndefined();
  });
});

test.each([
  ['/usr/bin/node', true],
  ['/opt/node22/bin/node-22.1', true],
  ['/usr/bin/nodejs', true],
  ['/usr/bin/node (deleted)', true],
  ['C:\\node\\node.exe', true],
  ['/usr/bin/node_exporter', false],
  ['/usr/bin/bun', false],
  ['/usr/lib/code/code', false],
])('%s as the executable of Node: %s', (executable, isNode) => expect(isNodeExecutable(executable)).toBe(isNode));
