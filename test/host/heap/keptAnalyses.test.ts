import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { snapshotFront } from '../../../src/analysis/heap/snapshot.ts';
import { keptAnalyses } from '../../../src/host/heap/keptAnalyses.ts';
import { openWorkers } from '../../../src/host/workers/workers.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { openedDrawing } from '../../analysis/heap/openedHeap.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'pitstop-kept-'));
const workerFile = path.resolve(import.meta.dirname, '../../../src/host/workers/worker.ts');
const workers = openWorkers(workerFile);
afterAll(async () => {
  await workers.close();
  rmSync(root, { recursive: true });
});

const { snapshot: small } = openedDrawing('root synthetic 0\na object:A 20 at=3:1:1\nb object:B 40\nroot .a a\na .b b');
const fileBytes = limits.keptAnalysisFileBytesMin.value;
const snapshot = { ...small, graph: { ...small.graph, fileBytes } };
const capture = (captureId: string, about: Partial<Capture> = {}): Capture => ({
  captureId,
  kind: 'heapSnapshot',
  label: captureId,
  file: '/nowhere',
  fileBytes,
  takenAt: 0,
  way: 'import',
  ...about,
});
const { signal } = new AbortController();

function opened(name: string, bytesMax = 1e9) {
  const folder = path.join(root, name);
  const kept = () => keptAnalyses({ folder, workerFile, workers, isTemporary: true, bytesMax, closeMs: 60_000 });
  return { folder, kept };
}

describe('a kept analysis', () => {
  test('is recalled by another host, its front alone or whole', async () => {
    const { folder, kept } = opened('plain');
    const one = kept();
    one.keep(capture('a'), snapshot);
    await one.close();
    expect(readdirSync(folder).toSorted()).toEqual(['a.analysis', 'a.front']);
    expect(await kept().whole(capture('a'), signal)).toEqual(snapshot);
    expect(await kept().front(capture('a'), signal)).toEqual(snapshotFront(snapshot));
    expect(await kept().whole(capture('b'), signal)).toBeNull();
  });

  test('that is damaged, or of a file of another size, is not recalled', async () => {
    const { folder, kept } = opened('damaged');
    const one = kept();
    one.keep(capture('a'), snapshot);
    await one.close();
    expect(await kept().whole(capture('a', { fileBytes: fileBytes + 1 }), signal)).toBeNull();
    const file = path.join(folder, 'a.analysis');
    writeFileSync(file, readFileSync(file).subarray(0, 300));
    expect(await kept().whole(capture('a'), signal)).toBeNull();
    expect(await kept().front(capture('a'), signal)).toEqual(snapshotFront(snapshot));
  });

  test('goes when others need its room, the one used longest ago first', async () => {
    const { folder, kept } = opened('bounded', fileBytes * 1.1 + 3_000);
    for (const [at, id] of ['a', 'b', 'c', 'd'].entries()) {
      const one = kept();
      one.keep(capture(id), snapshot);
      await one.close();
      for (const name of readdirSync(folder).filter((found) => found.startsWith(id)))
        utimesSync(path.join(folder, name), at + 1, at + 1);
    }
    expect(existsSync(path.join(folder, 'a.analysis'))).toBe(false);
    expect(existsSync(path.join(folder, 'd.analysis'))).toBe(true);
  });

  test('is not made of small files, nor of what a host took for itself that keeps nothing', async () => {
    const { folder, kept } = opened('unkept');
    const one = kept();
    one.keep(capture('a', { fileBytes: fileBytes - 1 }), snapshot);
    one.keep(capture('b', { way: 'inspector' }), snapshot);
    await one.close();
    expect(existsSync(folder)).toBe(false);
  });

  test('two hosts keep the same at once, and where nothing can be written nothing fails', async () => {
    const { folder, kept } = opened('twice');
    const hosts = [kept(), kept()];
    for (const host of hosts) host.keep(capture('a'), snapshot);
    await Promise.all(hosts.map((host) => host.close()));
    expect(readdirSync(folder).toSorted()).toEqual(['a.analysis', 'a.front']);
    writeFileSync(path.join(root, 'file'), '');
    const blocked = opened('file').kept();
    blocked.keep(capture('a'), snapshot);
    await blocked.close();
    expect(await blocked.whole(capture('a'), signal)).toBeNull();
  });
});
