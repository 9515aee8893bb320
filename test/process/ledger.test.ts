import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openProcessLedger } from '../../src/host/ledger/processLedger.ts';
import { reap } from '../../src/host/ledger/reap.ts';
import { linuxProcesses } from '../../src/host/session/linuxProcesses.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const quiet = new AbortController().signal;
let gateway: ChildProcess;
let pids: Record<string, number> = {};

const server = (more: string) =>
  `process.stdin.resume(); process.stdin.on('error', () => 0); ${more} setInterval(() => 0, 1000);`;
const programs = {
  'mcp-files.js': server(''),
  'mcp-stubborn.js': server(`process.on('SIGTERM', () => 0); process.stdout.write('ready');`),
  'listens.js': server(
    `require('node:http').createServer().listen(0, '127.0.0.1', () => process.stdout.write('ready'));`,
  ),
  'worker.js': `process.on('message', () => 0); setInterval(() => 0, 1000); process.on('disconnect', () => 0);`,
  'gateway.js': `
    const { spawn, fork } = require('node:child_process');
    const children = {};
    const start = (name, file) => children[name] = spawn(process.execPath, [file, '--token', 'hush'], { stdio: ['pipe', 'pipe', 'ignore'] });
    start('first', 'mcp-files.js'); start('second', 'mcp-files.js');
    start('listens', 'listens.js'); start('stubborn', 'mcp-stubborn.js');
    children.worker = fork('worker.js', { stdio: 'ignore' });
    let ready = 0;
    for (const name of ['listens', 'stubborn']) children[name].stdout.once('data', () => {
      if (++ready === 2) console.log(JSON.stringify(Object.fromEntries(Object.entries(children).map(([name, { pid }]) => [name, pid]))));
    });
    setInterval(() => 0, 1000);`,
};

const ledger = () => openProcessLedger({ programFolder: '/nowhere', hostPid: -1, now: Date.now });
const byName = async (read: Promise<{ rows: readonly { pid: number }[] }>) => {
  const { rows } = await read;
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, rows.find((row) => row.pid === pid)]));
};

/** Starts the gateway with its servers, and ends what the test leaves of them. */
async function started(): Promise<void> {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(programs)) writeFileSync(path.join(folder, name), text);
  gateway = spawn(process.execPath, ['gateway.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const child = gateway;
  onTestFinished(() => {
    const isOpen = child.exitCode === null && child.signalCode === null;
    for (const pid of [...Object.values(pids), ...(isOpen ? [child.pid ?? 0] : [])]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Ended by the test.
      }
    }
  });
  if (child.stdout === null) throw new Error('no output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  pids = JSON.parse(String(line));
}

test.runIf(process.platform === 'linux')('servers of a living program, then without it, then reaped', async () => {
  await started();
  const tree = await ledger().read(gateway.pid ?? 0);
  expect(new Set(tree.rows.map(({ pid }) => pid))).toEqual(new Set([gateway.pid, ...Object.values(pids)]));
  expect(tree.rows.every(({ orphan, pssBytes }) => !orphan && (pssBytes ?? 0) > 0)).toBe(true);
  expect(JSON.stringify(tree)).not.toContain('hush');
  const roles = await byName(Promise.resolve(tree));
  expect(roles).toMatchObject({
    first: { role: 'mcp-server' },
    worker: { role: 'worker' },
    listens: { listens: true },
  });

  gateway.kill('SIGKILL');
  await once(gateway, 'exit');
  const isLeft = { orphan: true, keepReason: null };
  await expect
    .poll(() => byName(ledger().read(null)), { timeout: 10_000 })
    .toMatchObject({
      first: isLeft,
      second: isLeft,
      stubborn: isLeft,
      worker: isLeft,
      listens: { orphan: false, orphanReason: expect.stringMatching(/accepts connections/) },
    });

  const all = (await ledger().read(null)).rows.filter(({ pid }) => Object.values(pids).includes(pid));
  const reused = { pid: pids['second'] ?? 0, startKey: '1' };
  const ticked = [...all.filter(({ pid }) => pid !== reused.pid), reused, { pid: process.pid, startKey: 'x' }];
  const startKeyOf = (pid: number) => linuxProcesses().startKeyOf(pid);
  const reaped = await reap(ticked, { ledger: ledger(), startKeyOf }, quiet);
  const outcomes = Object.fromEntries(reaped.map(({ pid, outcome }) => [pid, outcome]));
  const named = Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, outcomes[pid]]));
  expect(named).toEqual({ first: 'ended', second: 'gone', stubborn: 'killed', worker: 'ended', listens: 'refused' });
  expect(startKeyOf(reused.pid), 'a pid that is another process by now is left alone').toBeDefined();
});
