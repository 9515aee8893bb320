import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  descriptorsOf,
  endOf,
  pipeEnd,
  pipeHolders,
  socketTable,
  socketTableOf,
} from '../../../src/host/ledger/stdioEnds.ts';

const unix = [
  'Num       RefCount Protocol Flags    Type St Inode Path',
  '0000: 00000003 00000000 00000000 0001 03 100',
  '0000: 00000002 00000000 00000000 0001 03 200',
  '0000: 00000002 00000000 00010000 0001 01 300 /run/a.sock',
].join('\n');

test('a socket that has lost its peer is told by its count, one that accepts by its flag', () => {
  const table = socketTable(unix, []);
  expect(
    [
      'socket:[100]',
      'socket:[200]',
      'socket:[400]',
      '/dev/null',
      '/tmp/log',
      '/dev/pts/1',
      '/dev/pts/1 (deleted)',
      'pipe:[1]',
      undefined,
    ].map((link) => endOf(link, table)),
  ).toEqual(['open', 'gone', 'unknown', 'null', 'file', 'terminal', 'gone', 'pipe', 'closed']);
  expect(table.listening.has('300')).toBe(true);
});

describe.runIf(process.platform === 'linux')('real processes', () => {
  test('the input of a child is open while we hold it, and gone after', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); setInterval(() => 0, 1000)'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await once(child, 'spawn');
    const pid = child.pid ?? -1;
    const end = () => endOf(descriptorsOf(pid)?.get('0'), socketTableOf('self'));
    expect(end()).toBe('open');
    child.stdin.destroy();
    await expect.poll(end).toBe('gone');
  });

  test('a pipe of a shell has a writer as long as the one before it runs', async () => {
    const child = spawn('sh', ['-c', 'sleep 30 | sleep 31'], { stdio: 'ignore', detached: true });
    await once(child, 'spawn');
    onTestFinished(() => {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    });
    const { LinuxLooks } = await import('../../../src/host/ledger/linuxLook.ts');
    const sleepers = async () =>
      (await new LinuxLooks().look(Date.now())).processes.filter(
        ({ groupId, command }) => groupId === child.pid && command[0] === 'sleep',
      );
    await expect.poll(async () => (await sleepers()).length, { timeout: 10_000 }).toBe(2);
    const [writer, reader] = (await sleepers()).toSorted((a, b) => Number(a.command[1]) - Number(b.command[1]));
    const link = descriptorsOf(reader?.pid ?? 0)?.get('0') ?? '';
    const end = async () => pipeEnd(link, 'input', await pipeHolders((await sleepers()).map(({ pid }) => pid)));
    expect(await end()).toBe('open');
    process.kill(writer?.pid ?? 0, 'SIGKILL');
    await expect.poll(end, { timeout: 10_000 }).toBe('gone');
  });
});
