import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { noHints } from '../../../src/analysis/ledger/seenProcess.ts';
import { closerLook } from '../../../src/host/ledger/closerLook.ts';
import { LinuxLooks } from '../../../src/host/ledger/linuxLook.ts';

test.runIf(process.platform === 'linux')(
  'a pipe that the parent holds too leads where this look does not reach: nobody is said to be gone',
  async () => {
    const child = spawn('sh', ['-c', '(sleep 30 & wait) | cat'], { stdio: 'ignore', detached: true });
    await once(child, 'spawn');
    onTestFinished(() => {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    });
    const looks = new LinuxLooks();
    const look = async () => (await looks.look(Date.now())).processes.filter(({ groupId }) => groupId === child.pid);
    await expect
      .poll(async () => (await look()).filter(({ command }) => /sleep|cat/.test(command[0] ?? '')).length, {
        timeout: 10_000,
      })
      .toBe(2);
    const all = await look();
    const sleeper = all.find(({ command }) => command[0] === 'sleep');
    if (sleeper === undefined) throw new TypeError('it was there just now');
    const stdoutOf = async (others: typeof all) =>
      (await closerLook([sleeper], others, new Set([sleeper.pid]), () => noHints)).get(sleeper.pid)?.stdout;
    expect(await stdoutOf(all)).toBe('open');
    expect(await stdoutOf(all.filter(({ command }) => command[0] !== 'cat'))).toBe('unknown');
  },
);
