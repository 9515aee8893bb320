import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import { isProcessAlive } from '../../src/host/life/isProcessAlive.ts';
import { limits } from '../../src/protocol/limits.ts';
import { builtFile } from '../support/builtProgram.ts';
import { startedHost } from '../support/hostProcess.ts';
import { processMark } from '../support/markedProcesses.ts';
import { clientTo } from '../support/openChannel.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';

/** A busy machine may take longer to notice an end than to carry it out. */
const withinMs = limits.shutdownMs.value + 1_000;

let mark = processMark();
afterEach(() => {
  mark = processMark();
});
/** An environment whose temporary files are in a folder of its own, so that what is left there can be counted. */
function ownPlace() {
  const folder = temporaryFolder();
  return { environment: { ...mark.environment, TMPDIR: folder }, left: () => readdirSync(folder) };
}
const nothingRuns = () =>
  until(
    () => mark.running().length === 0,
    withinMs,
    () => mark.running().join('\n'),
  );

describe('the end of a headless host', () => {
  test.each([
    ['its standard input closes', (host: Awaited<ReturnType<typeof startedHost>>) => void host.child.stdin?.end(), 0],
    ['SIGTERM', (host) => void host.child.kill('SIGTERM'), 0],
    ['SIGINT', (host) => void host.child.kill('SIGINT'), 0],
    [
      'a client asks for it',
      async (host) => {
        const { client } = await clientTo(host.address);
        await client.request('host/shutdown', {});
      },
      0,
    ],
  ] satisfies [string, (host: Awaited<ReturnType<typeof startedHost>>) => void | Promise<void>, number][])(
    '%s: it ends in time and leaves neither a process nor its temporary data',
    async (_name, end, code) => {
      const { environment, left } = ownPlace();
      const host = await startedHost(['--temporary'], environment);
      expect(mark.running()).toHaveLength(1);
      expect(left()).toContainEqual(expect.stringContaining(`pitstop-run-${host.child.pid}-`));
      const startedAt = performance.now();
      await end(host);
      expect(await host.ended).toBe(code);
      expect(performance.now() - startedAt).toBeLessThan(withinMs);
      expect(host.said()).toBe('');
      await nothingRuns();
      expect(left()).toEqual([]);
    },
  );

  test('a kill -9 leaves no process, and the next host removes its temporary data', async () => {
    const { environment, left } = ownPlace();
    const host = await startedHost(['--temporary'], environment);
    host.child.kill('SIGKILL');
    expect(await host.ended).toBe('SIGKILL');
    await nothingRuns();
    expect(left()).not.toEqual([]);
    const next = await startedHost(['--temporary'], environment);
    next.child.stdin?.end();
    await next.ended;
    expect(left()).toEqual([]);
  });

  test('a kill -9 while it watches a program and runs a database: the program goes on, all else ends', async () => {
    const { environment } = ownPlace();
    const host = await startedHost(['--temporary'], environment);
    const { client } = await clientTo(host.address);
    const target = spawn(process.execPath, ['-e', 'console.log("up"); process.stdin.resume()'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...(await client.request('launch/environment', {})) },
    });
    onTestFinished(() => void target.kill('SIGKILL'));
    const watched = new Promise<void>((resolve) => {
      client.onEvent('targets/changed', ({ targets }) => {
        if (targets.some(({ pid, state }) => pid === target.pid && state === 'watching')) resolve();
      });
    });
    const [database] = await Promise.all([client.request('postgres/startEmbedded', {}), watched]);
    expect(isProcessAlive(database.pid)).toBe(true);
    host.child.kill('SIGKILL');
    await host.ended;
    await until(
      () => mark.running().length === 0 && !isProcessAlive(database.pid),
      10_000,
      () => `${mark.running().join('\n')} database ${database.pid}`,
    );
    expect(target.exitCode).toBeNull();
    const ended = once(target, 'exit');
    target.stdin.end();
    expect(await ended).toEqual([0, null]);
  });

  test('its parent killed -9: it ends, also when someone else holds its standard input', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const host = spawn(process.execPath, [${JSON.stringify(builtFile('host.cjs'))}, '--headless', '--temporary'], {
        stdio: ['inherit', 'inherit', 'inherit'],
      });
      host.on('spawn', () => console.error(host.pid));`;
    const parent = spawn(process.execPath, ['-e', script], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...mark.environment },
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    // We hold the write end of the host's standard input, so only the missing parent can tell it.
    await once(createInterface({ input: parent.stdout }), 'line');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await until(
      () => !mark.running().some((line) => line.includes('host.cjs')),
      withinMs,
      () => mark.running().join('\n'),
    );
  });

  test('a start that cannot be is told, and ends with a code of its own', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    const data = path.join(folder, 'file', 'data');
    await expect(startedHost(['--data', data], mark.environment)).rejects.toThrow(/ended with 1: .*ENOTDIR/s);
    await nothingRuns();
  });
});

/** A host as the editor forks it, and its language client's end. */
async function forkedHost(dataFolder: string) {
  const child = fork(builtFile('host.cjs'), ['--node-ipc', `--clientProcessId=${process.pid}`], {
    env: { ...process.env, ...mark.environment },
    silent: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const connection: ProtocolConnection = createProtocolConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  connection.listen();
  const ended = once(child, 'exit').then(([code, signal]) => signal ?? code);
  const result = await connection.sendRequest<{
    hostAddress: { port: number; token: string; protocol: number };
    capabilities: Record<string, unknown>;
  }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { dataFolder, capturesFolder: null, postgresFolder: null },
  });
  await connection.sendNotification('initialized', {});
  return { child, connection, ended, result };
}

describe('a host forked by the editor', () => {
  test('answers the initialise request with the address of its channel', async () => {
    const data = path.join(temporaryFolder(), 'data');
    const { result, connection, ended } = await forkedHost(data);
    const { client } = await clientTo(result.hostAddress);
    const state = await client.request('host/state', {});
    expect(state.storeFile).toBe(path.join(data, 'pitstop.sqlite'));
    expect(result.capabilities).toMatchObject({ hoverProvider: true });
    expect(existsSync(path.join(data, 'captures'))).toBe(true);
    const closed = new Promise<void>((resolve) => {
      client.onClose(resolve);
    });
    await connection.sendRequest('shutdown');
    await closed;
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
    await nothingRuns();
  });

  test('ends when the editor is gone without a word', async () => {
    const { child, ended, connection } = await forkedHost(temporaryFolder());
    connection.onError(() => undefined);
    child.disconnect();
    expect(await ended).toBe(0);
    await nothingRuns();
  });
});
