import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentHash, copyHashed } from '../../../src/host/captures/contentHash.ts';
import type { Progress } from '../../../src/protocol/jobs.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const content = Buffer.alloc(3 * 1024 * 1024 + 17, 'heap');
const name = createHash('sha256').update(content).digest('hex').slice(0, 32);

function written() {
  const folder = temporaryFolder();
  const file = path.join(folder, 'source');
  writeFileSync(file, content);
  return { file, target: path.join(folder, 'target') };
}

describe('the name of a content', () => {
  test('is its SHA-256, whichever way it is read', async () => {
    const { file, target } = written();
    const told: Progress[] = [];
    const control = { signal: new AbortController().signal, progress: (progress: Progress) => told.push(progress) };
    expect(await contentHash(file, content.length, control)).toBe(name);
    const handle = await open(file);
    expect(await copyHashed(file, { handle, bytes: content.length }, target, control)).toBe(name);
    await handle.close();
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(told.at(-1)).toMatchObject({ done: content.length, total: content.length, unit: 'bytes' });
  });

  test('a cancel ends it half way', async () => {
    const { file, target } = written();
    const controller = new AbortController();
    let done = 0;
    const control = {
      signal: controller.signal,
      progress: (progress: Progress) => {
        done = progress.done;
        controller.abort();
      },
    };
    const handle = await open(file);
    const copying = copyHashed(file, { handle, bytes: content.length }, target, control);
    await expect(copying).rejects.toMatchObject({ name: 'AbortError' });
    await handle.close();
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(content.length);
  });
});
