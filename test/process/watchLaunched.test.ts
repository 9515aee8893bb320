import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProbeServer, type ProbeServer } from '../../src/host/intake/probeServer.ts';
import { probeEnvironmentVariable } from '../../src/protocol/probeChannel.ts';
import { nodeBinaries, nodeOf } from '../support/nodes.ts';
import { answeringProgram, startProgram, type NodeProgram } from '../support/nodeProgram.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { openWatching, type Watching } from '../support/watching.ts';

const probe = bundledProbe();
let watching: Watching;
let programs: NodeProgram[] = [];

const launched = (start: Omit<Parameters<typeof startProgram>[0], 'env'>) => {
  const program = startProgram({ ...start, env: watching.targets.launchEnvironment() });
  programs.push(program);
  return program;
};

beforeEach(async () => {
  watching = await openWatching(probe.file);
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end()));
  programs = [];
  await watching.targets.close();
});
afterAll(() => probe.remove());

describe.each(nodeBinaries())('Node $release', ({ binary }) => {
  test.each(['cjs', 'mjs'] as const)('a launched .%s program is watched from its first line', async (kind) => {
    const program = launched({ binary, kind, source: answeringProgram(kind) });
    const target = await watching.until(({ pid }) => pid === program.pid);
    expect(target).toMatchObject({ way: 'launched', state: 'watching', name: `program.${kind}` });
    await watching.samples(target.targetId, 12);
    const columns = watching.targets.series(target.targetId, 0, Infinity, 100, ['probeShare', 'loopDelayP50']);
    expect(columns.map(({ name }) => name)).toEqual(['at', 'probeShare', 'loopDelayP50']);
    expect(columns[2].values.at(-1)).toBeLessThan(1_000);
    program.tell('end');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.errorText()).toBe('');
    await watching.until(({ state, pid }) => pid === program.pid && state === 'ended');
  });

  test('children and worker threads are targets of their own', async () => {
    const source = `
      const { fork } = require('node:child_process'); const { Worker } = require('node:worker_threads');
      if (process.argv[2] === 'child') { process.once('message', () => process.disconnect()); process.send('up'); }
      else {
        const child = fork(__filename, ['child']);
        const worker = new Worker("require('node:worker_threads').parentPort.once('message', () => process.exit(0))", { eval: true });
        process.stdin.once('data', () => { child.send('end'); worker.postMessage('end'); process.stdin.unref(); });
        child.on('exit', () => console.log('child ended')); worker.on('exit', () => console.log('worker ended'));
        child.on('message', () => console.log('ready ' + child.pid));
      }`;
    const program = launched({ binary, source });
    const childPid = Number((await program.line(/^ready/)).split(' ')[1]);
    const child = await watching.until(({ pid, state }) => pid === childPid && state === 'watching');
    const worker = await watching.until(({ pid, threadId }) => pid === program.pid && threadId > 0);
    const main = await watching.until(({ pid, threadId }) => pid === program.pid && threadId === 0);
    await Promise.all([child, worker, main].map(({ targetId }) => watching.samples(targetId, 2)));
    program.tell('go');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    for (const { targetId } of [child, worker, main])
      await watching.until((target) => target.targetId === targetId && target.state === 'ended');
  });

  test('detaching takes the probe, the listeners, and its part of the environment back', async () => {
    const bare = startProgram({ binary, source: answeringProgram('cjs') });
    programs.push(bare);
    await bare.line(/^ready$/);
    const reported = async (program: NodeProgram) => {
      program.tell('report');
      const { loaded: _files, ...rest } = JSON.parse((await program.line(/^report /)).slice('report '.length));
      return rest;
    };
    await reported(bare);
    const expected = await reported(bare);
    const program = launched({ binary, source: answeringProgram('cjs') });
    const target = await watching.until(({ pid }) => pid === program.pid);
    await watching.samples(target.targetId, 2);
    await watching.targets.detach(target.targetId);
    await reported(program);
    expect(await reported(program)).toEqual(expected);
  });
});

describe('a host that is gone', () => {
  let server: ProbeServer | undefined;
  afterEach(() => server?.close());

  /** Prints whether the probe has left, whenever that changes. */
  const source = `
    let told;
    const look = () => { const there = process.env.${probeEnvironmentVariable} === undefined ? 'left' : 'there'; if (there !== told) console.log(told = there); };
    setInterval(look, 20); process.stdin.once('data', () => process.exit(0));`;
  const environmentOf = (socket: string, token: string) => ({
    NODE_OPTIONS: `--require ${probe.file}`,
    [probeEnvironmentVariable]: Buffer.from(JSON.stringify({ socket, token })).toString('base64url'),
  });

  test('the probe leaves by itself within 2 s, and the program goes on', async () => {
    let greeted: () => void = () => undefined;
    const hello = new Promise<void>((resolve) => {
      greeted = resolve;
    });
    server = await openProbeServer({
      onHello: () => {
        greeted();
        return undefined;
      },
      onReport: () => undefined,
      onClose: () => undefined,
      onTurnedAway: () => undefined,
    });
    const program = startProgram({ binary: nodeOf(20), source, env: environmentOf(server.socket, server.token) });
    programs.push(program);
    await hello;
    await program.line(/^there$/);
    await server.close();
    const goneAt = performance.now();
    await program.line(/^left$/);
    expect(performance.now() - goneAt).toBeLessThan(2_000);
    program.tell('end');
    expect(await program.exited).toEqual({ code: 0, signal: null });
  });

  test('a program started with a stale environment runs unwatched', async () => {
    const program = startProgram({ binary: nodeOf(24), source, env: environmentOf('/nowhere/s', 'x') });
    programs.push(program);
    await program.line(/^left$/);
    program.tell('end');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.errorText()).toBe('');
  });
});
