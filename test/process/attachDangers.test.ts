import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { inspectorUrl } from '../../src/host/session/inspectorSession.ts';
import { linuxProcesses } from '../../src/host/session/linuxProcesses.ts';
import { nodeOf } from '../support/nodes.ts';
import { answeringProgram, inspectorPort, startProgram, type NodeProgram } from '../support/nodeProgram.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { openWatching, quietControl, type Watching } from '../support/watching.ts';

const probe = bundledProbe();
const newest = nodeOf(24);
let watching: Watching;
let programs: NodeProgram[] = [];
let others: ChildProcess[] = [];

const started = async (start: Parameters<typeof startProgram>[0]) => {
  const program = startProgram(start);
  programs.push(program);
  await program.line(/^ready$/);
  return program;
};
const spawned = async (command: string, args: readonly string[], options: { uid?: number } = {}) => {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  others.push(child);
  await once(child, 'spawn');
  return child.pid ?? -1;
};
const attach = (pid: number) => watching.targets.attach(pid, quietControl());
/** The program answers, so it neither died nor stands still. */
const isWell = async (program: NodeProgram) => {
  program.tell('memory');
  return (await program.line(/^memory /)) !== '';
};

beforeEach(async () => {
  watching = await openWatching(probe.file);
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end()));
  programs = [];
  for (const child of others) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  others = [];
  await watching.targets.close();
});
afterAll(() => probe.remove());

describe('a process that cannot be entered is refused, and goes on', () => {
  test('a process that is not Node is never sent the signal that would kill it', async () => {
    const pid = await spawned('sleep', ['60']);
    await expect(attach(pid)).rejects.toMatchObject({
      code: 'targetNotNode',
      message: expect.stringMatching(/runs .*sleep.*, not Node.js/),
    });
    expect(linuxProcesses().startKeyOf(pid)).toBeDefined();
  });

  test('a pid that is gone', async () => {
    const pid = await spawned('true', []);
    await once(others[0], 'exit').catch(() => undefined);
    await expect(attach(pid)).rejects.toMatchObject({ code: 'targetGone' });
  });

  test("another user's process", async () => {
    const isRoot = process.getuid?.() === 0;
    const pid = isRoot ? await spawned(nodeOf(24), ['-e', 'setInterval(() => 0, 1000)'], { uid: 65_534 }) : 1;
    await expect(attach(pid)).rejects.toMatchObject({ code: 'targetNotOurs' });
    expect(linuxProcesses().startKeyOf(pid)).toBeDefined();
  });

  test('a stopped process', async () => {
    const program = await started({ binary: newest, source: answeringProgram('cjs') });
    process.kill(program.pid, 'SIGSTOP');
    // It stops at its next turn on a core.
    await expect
      .poll(() => linuxProcesses().find(program.pid), { timeout: 10_000 })
      .toMatchObject({ state: 'stopped' });
    await expect(attach(program.pid)).rejects.toMatchObject({
      code: 'attachTimeout',
      message: expect.stringMatching(/is stopped/),
    });
    process.kill(program.pid, 'SIGCONT');
    expect(await isWell(program)).toBe(true);
    expect(program.errorText(), 'no signal waits for it').toBe('');
  });

  test('a program that does not listen for the signal', async () => {
    const program = await started({
      binary: newest,
      source: answeringProgram('cjs'),
      nodeArgs: ['--disable-sigusr1'],
    });
    await expect(attach(program.pid)).rejects.toMatchObject({
      code: 'attachRefused',
      message: expect.stringMatching(/--disable-sigusr1/),
    });
    expect(await isWell(program)).toBe(true);
  });

  test('a program that handles the signal itself', async () => {
    const source = answeringProgram('cjs', `process.on('SIGUSR1', () => console.log('mine'));`);
    const program = await started({ binary: newest, source });
    await expect(attach(program.pid)).rejects.toMatchObject({
      code: 'attachTimeout',
      message: expect.stringMatching(/SIGUSR1 itself/),
    });
    await program.line(/^mine$/);
    expect(await isWell(program)).toBe(true);
  });

  test('a program whose loop never turns; the probe leaves when it does', async () => {
    const source = answeringProgram(
      'cjs',
      `setTimeout(() => { console.log('busy'); const end = Date.now() + 7000; while (Date.now() < end); console.log('free'); }, 50);`,
    );
    const program = await started({ binary: newest, source });
    await program.line(/^busy$/);
    await expect(attach(program.pid)).rejects.toMatchObject({
      code: 'attachTimeout',
      message: expect.stringMatching(/has not turned for 5 s/),
    });
    await program.line(/^free$/);
    program.tell('end');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(watching.targets.list()).toEqual([]);
  });
});

test('a program in the middle of its work is entered only when its loop turns', async () => {
  const source = answeringProgram(
    'cjs',
    `const isEntered = () => Object.keys(require.cache).some((file) => file.endsWith('probe.cjs'));
     setTimeout(() => { console.log('busy'); const end = Date.now() + 2500; while (Date.now() < end && !isEntered()); console.log(isEntered() ? 'entered' : 'free'); }, 50);`,
  );
  const program = await started({ binary: nodeOf(20), source });
  await program.line(/^busy$/);
  const attached = attach(program.pid);
  expect(await program.line(/^(entered|free)$/)).toBe('free');
  expect(await attached).toMatchObject({ state: 'watching' });
});

describe('ports', () => {
  let holder: Server | undefined;
  afterEach(() => holder?.close());

  test('a taken port is told with its holder, before anything is done to the program', async () => {
    const program = await started({ binary: newest, source: answeringProgram('cjs') });
    holder = createServer().listen(inspectorPort, '127.0.0.1');
    await once(holder, 'listening');
    await expect(attach(program.pid)).rejects.toMatchObject({
      code: 'attachPortTaken',
      message: expect.stringMatching(`Port ${inspectorPort}, .* is held by .*\\(process ${process.pid}\\)`),
    });
    expect(program.errorText()).toBe('');
    holder.close();
    expect(await attach(program.pid)).toMatchObject({ state: 'watching' });
  });

  test("somebody else's inspector and debugger stay as they were", async () => {
    const program = await started({
      binary: nodeOf(20),
      source: answeringProgram('cjs'),
      nodeArgs: ['--inspect=127.0.0.1:0'],
    });
    const [port = 0] = await linuxProcesses().listeningPorts(program.pid);
    const debuggerSocket = new WebSocket((await inspectorUrl(port, 1000)) ?? '');
    await once(debuggerSocket, 'open');
    const target = await attach(program.pid);
    await watching.samples(target.targetId, 3);
    expect(await linuxProcesses().listeningPorts(program.pid)).toEqual([port]);
    expect(debuggerSocket.readyState).toBe(WebSocket.OPEN);
    debuggerSocket.close();
    await once(debuggerSocket, 'close');
    program.tell('end');
    expect(await program.exited).toEqual({ code: 0, signal: null });
  });

  test('an inspector that the program has opened by itself is found, and stays open', async () => {
    const source = answeringProgram('cjs', `require('node:inspector').open(0, '127.0.0.1');`);
    const program = await started({ binary: newest, source });
    const ports = await linuxProcesses().listeningPorts(program.pid);
    expect(ports).toHaveLength(1);
    expect(await attach(program.pid)).toMatchObject({ state: 'watching' });
    expect(await linuxProcesses().listeningPorts(program.pid)).toEqual(ports);
  });

  test('a program paused in a debugger is told as such', async () => {
    const program = await started({
      binary: newest,
      source: answeringProgram('cjs', 'setInterval(() => undefined, 10);'),
      nodeArgs: ['--inspect=127.0.0.1:0'],
    });
    const [port = 0] = await linuxProcesses().listeningPorts(program.pid);
    const debuggerSocket = new WebSocket((await inspectorUrl(port, 1000)) ?? '');
    await once(debuggerSocket, 'open');
    const paused = new Promise<void>((resolve) => {
      debuggerSocket.on('message', (data: Buffer) => {
        if (data.toString('utf8').includes('Debugger.paused')) resolve();
      });
    });
    debuggerSocket.send(JSON.stringify({ id: 1, method: 'Debugger.enable' }));
    debuggerSocket.send(JSON.stringify({ id: 2, method: 'Debugger.pause' }));
    await paused;
    await expect(attach(program.pid)).rejects.toMatchObject({
      code: 'attachTimeout',
      message: expect.stringMatching(/paused in a debugger/),
    });
    debuggerSocket.close();
    await once(debuggerSocket, 'close');
    expect(await isWell(program)).toBe(true);
  });

  test('a web server of the program is never asked for anything', async () => {
    const source = answeringProgram(
      'cjs',
      `require('node:http').createServer((request) => console.log('asked ' + request.url)).listen(0, '127.0.0.1');`,
    );
    const program = await started({ binary: newest, source });
    expect(await attach(program.pid)).toMatchObject({ state: 'watching' });
    program.tell('memory');
    expect(await program.line(/^(memory|asked) /)).toMatch(/^memory/);
  });
});

test('a program that ends during the attach is told as gone', async () => {
  const source = answeringProgram('cjs', `process.on('SIGUSR1', () => process.exit(3));`);
  const program = await started({ binary: newest, source });
  await expect(attach(program.pid)).rejects.toMatchObject({
    code: 'targetGone',
    message: expect.stringMatching(/ended during attach/),
  });
  expect(await program.exited).toMatchObject({ code: 3 });
});

test('several attaches at once go one after the other, and all arrive', async () => {
  const started3 = await Promise.all(
    [20, 22, 24].map((release) =>
      started({ binary: nodeOf(release as 20 | 22 | 24), source: answeringProgram('cjs') }),
    ),
  );
  const targets = await Promise.all(started3.map(({ pid }) => attach(pid)));
  expect(targets.map(({ state }) => state)).toEqual(['watching', 'watching', 'watching']);
  const candidates = await watching.targets.candidates();
  for (const { pid, targetId } of targets)
    expect(candidates.find((one) => one.pid === pid)).toMatchObject({ targetId, name: 'program.cjs' });
  expect(candidates.find(({ pid }) => pid === process.pid)?.refusal).toBe("Pitstop's own host");
});

test('cancelling an attach ends it', async () => {
  const source = answeringProgram('cjs', `process.on('SIGUSR1', () => { console.log('mine'); });`);
  const program = await started({ binary: newest, source });
  const controller = new AbortController();
  const attached = watching.targets.attach(program.pid, quietControl(controller.signal));
  await Promise.all([
    expect(attached).rejects.toThrow(/abort/i),
    program.line(/^mine$/).then(() => controller.abort()),
  ]);
  expect(watching.targets.list()).toEqual([]);
});
