import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, watch } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleSample } from '../../src/build/bundle.ts';
import { loadsHeapdump, systemNode } from '../../src/build/heapdump.ts';
import { startEmbeddedServer, type EmbeddedServer } from '../../src/host/postgres/embeddedServer.ts';

const root = path.resolve(import.meta.dirname, '../..');
// Below the checkout, so that the gateway finds the package.
const sampleFolder = path.join(root, 'out', 'test', `heapdump-${process.pid}`);
const node = systemNode();
const isBuilt = loadsHeapdump(node);
let folder = '';
let server: EmbeddedServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-'));
  chmodSync(folder, 0o711);
  const options = { chosenFolder: null, dataFolder: path.join(folder, 'data'), isTemporary: true };
  [server] = await Promise.all([
    startEmbeddedServer({ ...options, programFolder: path.join(root, 'dist') }),
    bundleSample(sampleFolder),
  ]);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(sampleFolder, { recursive: true, force: true });
});

async function startGateway() {
  const child = spawn(node, [path.join(sampleFolder, 'sample', 'gateway.cjs')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], DATABASE_URL: server.url },
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  expect(line).toMatch(/^gateway listening/);
  return child;
}

/** True when the file's text is closed: a snapshot ends with `]}`. */
function isWhole(file: string): boolean {
  const opened = openSync(file, 'r');
  const end = Buffer.alloc(2);
  try {
    return readSync(opened, end, 0, 2, Math.max(0, fstatSync(opened).size - 2)) === 2 && end.toString() === ']}';
  } finally {
    closeSync(opened);
  }
}

/** Waits until a snapshot in the folder holds its last bytes. */
function writtenSnapshot(): Promise<string> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (name === null || !name.endsWith('.heapsnapshot')) return;
      const file = path.join(folder, name);
      if (!isWhole(file)) return;
      watcher.close();
      resolve(file);
    });
  });
}

test.runIf(isBuilt)('heapdump in the gateway writes a snapshot on SIGUSR2, and the gateway goes on', async () => {
  const child = await startGateway();
  const written = writtenSnapshot();
  child.kill('SIGUSR2');
  const file = await written;
  expect(path.basename(file)).toMatch(/^heapdump-\d+\.\d+\.heapsnapshot$/);
  const snapshot: { snapshot: { node_count: number }; strings: readonly string[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  expect(snapshot.snapshot.node_count).toBeGreaterThan(10_000);
  expect(snapshot.strings).toContain('sessions');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
});

test.runIf(!isBuilt)(`heapdump is not built for ${node}: SIGUSR2 was not tried, the gateway runs without`, async () => {
  const child = await startGateway();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
});
