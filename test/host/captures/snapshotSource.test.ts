import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openSnapshotSource } from '../../../src/host/captures/snapshotSource.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { snapshotText } from '../../support/snapshotText.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function written(content: string | Uint8Array): string {
  const file = path.join(temporaryFolder(), 'a.heapsnapshot');
  writeFileSync(file, content);
  return file;
}

async function refusalOf(file: string): Promise<unknown> {
  try {
    const { handle } = await openSnapshotSource(file);
    await handle.close();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a file of the user', () => {
  test.each([
    ['a whole snapshot', snapshotText()],
    ['a snapshot cut in the middle of its edges', snapshotText().slice(0, snapshotText().indexOf('"edges"') + 12)],
    ['a snapshot cut in its head', '{"snapshot":{"me'],
    ['a snapshot with space before it', `\n  { "snapshot" : {}`],
  ])('%s is opened', async (_name, content) => {
    const source = await openSnapshotSource(written(content));
    expect(source.bytes).toBe(content.length);
    await source.handle.close();
  });

  test.each([
    ['nothing', '', 'a.heapsnapshot is empty (0 bytes)'],
    ['text', 'hello', 'it does not begin like one'],
    ['zeros', new Uint8Array(4096), 'it does not begin like one'],
    ['other JSON', '{"name": "pitstop"}', 'is JSON, but no heap snapshot'],
    ['a sampling profile', '{"head":{"callFrame":{}}}', 'is a sampling heap profile'],
    ['a CPU profile', '{"nodes":[]}', 'is a CPU profile'],
    ['a compressed snapshot', gzipSync(snapshotText()), 'unpack it first'],
  ])('%s is refused by what it is', async (_name, content, message) => {
    const error = await refusalOf(written(content));
    expect(error).toMatchObject({ code: 'notASnapshot', message: expect.stringContaining(message) });
  });

  test('a folder, a device and a missing file are refused', async () => {
    const folder = path.join(temporaryFolder(), 'folder.heapsnapshot');
    mkdirSync(folder);
    expect(await refusalOf(folder)).toMatchObject({ code: 'fileUnreadable', message: `${folder} is a folder` });
    expect(await refusalOf('/dev/null')).toMatchObject({ code: 'fileUnreadable' });
    expect(await refusalOf(path.join(folder, 'none'))).toMatchObject({ code: 'fileMissing' });
  });

  test.skipIf(process.platform === 'win32')('a pipe that nobody writes to is refused at once', async () => {
    const pipe = path.join(temporaryFolder(), 'pipe.heapsnapshot');
    execFileSync('mkfifo', [pipe]);
    expect(await refusalOf(pipe)).toMatchObject({ code: 'fileUnreadable', message: `${pipe} is no regular file` });
  });

  test('a file that may not be read is refused, unless nothing is forbidden to us', async () => {
    const file = written(snapshotText());
    chmodSync(file, 0);
    const error = await refusalOf(file);
    if (process.getuid?.() === 0) expect(error).toBeUndefined();
    else expect(error).toMatchObject({ code: 'fileUnreadable' });
  });

  test('a file above the limit is refused with the figures', async () => {
    const file = written(snapshotText());
    truncateSync(file, limits.snapshotBytesMax.value + 1);
    expect(await refusalOf(file)).toMatchObject({ code: 'snapshotTooLarge' });
  });
});
