import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  captureFile,
  captureIndex,
  partialFileName,
  reconcile,
  removePartials,
} from '../../../src/host/captures/captureIndex.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function opened(folder: string) {
  const store = openStore(path.join(folder, 'store.sqlite'), new Date());
  onTestFinished(store.close);
  return captureIndex(store);
}

const capture = (folder: string, digit: string, takenAt: number, label: string): Capture => ({
  captureId: digit.repeat(32),
  kind: 'heapSnapshot',
  label,
  file: captureFile(folder, digit.repeat(32)),
  fileBytes: 1,
  takenAt,
  way: 'import',
});

test('labels go on from the highest number, whatever was removed', () => {
  const folder = temporaryFolder();
  const index = opened(folder);
  expect(index.nextLabel()).toBe('snapshot 1');
  index.put(capture(folder, 'a', 2, 'snapshot 9'));
  index.put(capture(folder, 'b', 1, 'snapshot 2'));
  index.put(capture(folder, 'c', 3, 'snapshot 11.heapsnapshot'));
  expect(index.nextLabel()).toBe('snapshot 10');
  expect(index.list().map(({ label }) => label)).toEqual(['snapshot 2', 'snapshot 9', 'snapshot 11.heapsnapshot']);
  index.remove('b'.repeat(32));
  expect(index.find('b'.repeat(32))).toBeUndefined();
});

test('a file without a sidecar is not ours to show', () => {
  const folder = temporaryFolder();
  const index = opened(folder);
  index.put(capture(folder, 'a', 1, 'gone'));
  writeFileSync(captureFile(folder, 'b'.repeat(32)), '');
  reconcile(index, folder);
  expect(index.list()).toEqual([]);
});

test('own partial files of an earlier process with our pid are removed', () => {
  const folder = temporaryFolder();
  for (const name of [partialFileName(1), `${partialFileName(1)}.progress`, 'partial-x.heapsnapshot', 'note.txt'])
    writeFileSync(path.join(folder, name), '');
  removePartials(folder);
  expect(readdirSync(folder)).toEqual(['note.txt', 'partial-x.heapsnapshot']);
});
