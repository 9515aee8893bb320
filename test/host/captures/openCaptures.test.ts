import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { knownContents } from '../../../src/host/captures/knownContents.ts';
import { openCaptures } from '../../../src/host/captures/openCaptures.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import { snapshotText } from '../../support/snapshotText.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const quiet = { signal: new AbortController().signal, progress: () => undefined };
const dayMs = 24 * 3_600_000;

function opened(
  folder = temporaryFolder(),
  options: { bytesMax?: number; storeName?: string; linksImports?: boolean } = {},
) {
  const store = openStore(path.join(folder, options.storeName ?? 'store.sqlite'), new Date());
  onTestFinished(() => {
    if (store.database.open) store.close();
  });
  const clock = { at: 1_000_000 };
  const told: (readonly Capture[])[] = [];
  const captures = openCaptures({
    store,
    folder,
    tell: (all) => told.push(all),
    now: () => (clock.at += 1),
    bytesMax: options.bytesMax ?? 1e12,
    known: knownContents(path.join(folder, 'known')),
    linksImports: options.linksImports ?? false,
  });
  return { captures, store, folder, told, clock };
}

const snapshots = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));

async function taken({ captures }: ReturnType<typeof opened>, name: string): Promise<Capture> {
  const partialFile = captures.partialFile();
  writeFileSync(partialFile, snapshotText(name));
  return captures.add({
    partialFile,
    way: 'inspector',
    scripts: [[7, `file:///${name}.js`]],
    targetId: 't',
    targetPid: 4711,
    pauseMs: 12.5,
    processKey: 'p',
  });
}

describe('captures', () => {
  test('a taken one gets a label, a name by its content, and keeps its scripts', async () => {
    const all = opened();
    const first = await taken(all, 'First');
    const second = await taken(all, 'Second');
    expect([first.label, second.label]).toEqual(['snapshot 1', 'snapshot 2']);
    expect(path.basename(first.file)).toBe(`${first.captureId}.heapsnapshot`);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(first.fileBytes).toBe(snapshotText('First').length);
    expect(all.captures.list()).toEqual([first, second]);
    expect(all.captures.get(second.captureId)).toEqual(second);
    expect([...all.captures.scriptsOf(first.captureId)]).toEqual([[7, 'file:///First.js']]);
    expect(all.captures.totalBytes()).toBe(first.fileBytes + second.fileBytes);
    expect(all.told.map((list) => list.length)).toEqual([1, 2]);
    expect(snapshots(all.folder)).toHaveLength(2);
  });

  test('the same content twice is one capture', async () => {
    const all = opened();
    const first = await taken(all, 'Same');
    expect(await taken(all, 'Same')).toEqual(first);
    expect(snapshots(all.folder)).toEqual([`${first.captureId}.heapsnapshot`]);
  });

  test('content whose file was removed behind our back is kept anew', async () => {
    const all = opened();
    const first = await taken(all, 'Same');
    rmSync(first.file);
    const second = await taken(all, 'Same');
    expect(second.captureId).toBe(first.captureId);
    expect(existsSync(second.file)).toBe(true);
  });

  test('an imported file is copied, and the original may go', async () => {
    const all = opened();
    const original = path.join(temporaryFolder(), 'mine.heapsnapshot');
    writeFileSync(original, snapshotText());
    const capture = await all.captures.importFile(original, { way: 'import' }, quiet);
    expect(capture).toMatchObject({ label: 'mine.heapsnapshot', way: 'import', fileBytes: snapshotText().length });
    expect(capture.processKey).toBeUndefined();
    rmSync(original);
    expect(existsSync(capture.file)).toBe(true);
    expect(all.captures.scriptsOf(capture.captureId).size).toBe(0);
  });

  test('a refused or cancelled import leaves nothing', async () => {
    const all = opened();
    const original = path.join(temporaryFolder(), 'mine.heapsnapshot');
    writeFileSync(original, 'text');
    await expect(all.captures.importFile(original, { way: 'import' }, quiet)).rejects.toMatchObject({
      code: 'notASnapshot',
    });
    writeFileSync(original, snapshotText());
    const cancelled = { ...quiet, signal: AbortSignal.abort() };
    await expect(all.captures.importFile(original, { way: 'import' }, cancelled)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(snapshots(all.folder)).toEqual([]);
    expect(all.captures.list()).toEqual([]);
  });

  test('a removed one is gone with its files, and unknown from then on', async () => {
    const all = opened();
    const { captureId } = await taken(all, 'First');
    await all.captures.remove(captureId);
    expect(readdirSync(all.folder).filter((name) => name.startsWith(captureId))).toEqual([]);
    expect(() => all.captures.get(captureId)).toThrow(`there is no capture ${captureId}`);
    await expect(all.captures.remove(captureId)).rejects.toMatchObject({ code: 'captureUnknown' });
  });

  test('a second window sees them, and its partial files are left alone', async () => {
    const one = opened();
    const capture = await taken(one, 'First');
    const halfWay = one.captures.partialFile();
    writeFileSync(halfWay, 'half');
    const other = opened(one.folder);
    expect(other.captures.list()).toEqual([capture]);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const left = path.join(one.folder, `partial-${dead}-1.heapsnapshot`);
    writeFileSync(left, 'half');
    opened(one.folder);
    expect(existsSync(left)).toBe(false);
  });

  test('a lost store takes them in again, and files that are gone are forgotten', async () => {
    const before = opened();
    const kept = await taken(before, 'Kept');
    const gone = await taken(before, 'Gone');
    before.store.close();
    rmSync(gone.file);
    const again = opened(before.folder, { storeName: 'another.sqlite' });
    expect(again.captures.list()).toEqual([kept]);
    again.store.close();
    expect(opened(before.folder).captures.list()).toEqual([kept]);
  });

  test('when they take too much disk the oldest go, but none of the last day', async () => {
    const all = opened(temporaryFolder(), { bytesMax: snapshotText('Name0').length * 2 });
    const names = ['Name0', 'Name1', 'Name2'];
    for (const name of names) await taken(all, name);
    expect(all.captures.list()).toHaveLength(3);
    all.clock.at += dayMs;
    await taken(all, 'Name3');
    expect(all.captures.list().map(({ label }) => label)).toEqual(['snapshot 3', 'snapshot 4']);
    expect(snapshots(all.folder)).toHaveLength(2);
  });
});
