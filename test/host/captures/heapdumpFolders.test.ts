import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { heapdumpFolders } from '../../../src/host/captures/heapdumpFolders.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { snapshotText } from '../../support/snapshotText.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function opened() {
  const found: string[] = [];
  const reported: unknown[] = [];
  let heard: (file: string) => void = () => undefined;
  const folders = heapdumpFolders(
    (file) => {
      found.push(file);
      heard(file);
    },
    (error) => reported.push(error),
  );
  onTestFinished(folders.close);
  const next = () =>
    new Promise<string>((resolve) => {
      heard = resolve;
    });
  return { folders, found, reported, next };
}

describe("heapdump's files", () => {
  test('one is told once, when it is whole', async () => {
    const { folders, found, next } = opened();
    const folder = temporaryFolder();
    await folders.watch(folder);
    await folders.watch(folder);
    const file = path.join(folder, 'heapdump-1234.5678.heapsnapshot');
    const whole = next();
    const content = snapshotText();
    writeFileSync(file, content.slice(0, 100));
    appendFileSync(file, content.slice(100));
    writeFileSync(path.join(folder, 'other.heapsnapshot'), content);
    expect(await whole).toBe(file);
    const second = next();
    writeFileSync(path.join(folder, 'heapdump-1234.9999.heapsnapshot'), content);
    await second;
    expect(found.map((name) => path.basename(name))).toEqual([
      'heapdump-1234.5678.heapsnapshot',
      'heapdump-1234.9999.heapsnapshot',
    ]);
  });

  test('a file from before is not taken', async () => {
    const { folders, found, next } = opened();
    const folder = temporaryFolder();
    const old = path.join(folder, 'heapdump-1.1.heapsnapshot');
    writeFileSync(old, snapshotText());
    utimesSync(old, 1, 1);
    await folders.watch(folder);
    // Touched while it is watched, with the time it had before.
    utimesSync(old, 1, 1);
    const fresh = next();
    writeFileSync(path.join(folder, 'heapdump-2.2.heapsnapshot'), snapshotText());
    await fresh;
    expect(found.map((file) => path.basename(file))).toEqual(['heapdump-2.2.heapsnapshot']);
  });

  test('what is no folder is refused, and so are too many', async () => {
    const { folders } = opened();
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    await expect(folders.watch(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'fileMissing' });
    await expect(folders.watch(path.join(folder, 'file'))).rejects.toMatchObject({ code: 'fileUnreadable' });
    const many = Array.from({ length: limits.watchedFoldersMax.value }, (_, index) => path.join(folder, `${index}`));
    for (const one of many) {
      mkdirSync(one);
      await folders.watch(one);
    }
    await expect(folders.watch(folder)).rejects.toMatchObject({ code: 'limitReached' });
  });
});
