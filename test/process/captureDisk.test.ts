import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { knownContents } from '../../src/host/captures/knownContents.ts';
import { openCaptures } from '../../src/host/captures/openCaptures.ts';
import { openStore } from '../../src/host/store/openStore.ts';
import { snapshotText } from '../support/snapshotText.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const quiet = { signal: new AbortController().signal, progress: () => undefined };

/** A file system of its own with little room; undefined where we may not mount one. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]).status !== 0) return undefined;
  onTestFinished(() => {
    spawnSync('umount', [folder]);
  });
  return folder;
}

test('a full disk refuses a capture, leaves nothing of it, and takes the next one when there is room', async (context) => {
  const folder = smallDisk();
  if (folder === undefined) return context.skip('a small disk needs the right to mount one');
  const store = openStore(path.join(temporaryFolder(), 'store.sqlite'), new Date());
  onTestFinished(store.close);
  const captures = openCaptures({
    store,
    folder,
    tell: () => undefined,
    now: Date.now,
    bytesMax: 1e12,
    known: knownContents(folder),
    linksImports: false,
  });
  const original = path.join(temporaryFolder(), 'big.heapsnapshot');
  writeFileSync(original, snapshotText('x'.repeat(512 * 1024)));
  await expect(captures.importFile(original, { way: 'import' }, quiet)).rejects.toMatchObject({
    code: 'diskFull',
    message: expect.stringContaining(folder),
  });
  expect(readdirSync(folder)).toEqual([]);
  expect(captures.list()).toEqual([]);

  const filler = path.join(folder, 'filler');
  writeFileSync(original, snapshotText('x'.repeat(200 * 1024)));
  writeFileSync(filler, Buffer.alloc(128 * 1024));
  await expect(captures.importFile(original, { way: 'import' }, quiet)).rejects.toMatchObject({ code: 'diskFull' });
  rmSync(filler);
  await expect(captures.importFile(original, { way: 'import' }, quiet)).resolves.toMatchObject({ way: 'import' });
});
