import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openDescriptors } from '../../../src/host/hunt/openDescriptors.ts';

test.runIf(process.platform === 'linux')('a file that is opened is one more', async () => {
  const before = await openDescriptors(process.pid);
  const file = openSync(import.meta.filename, 'r');
  const after = await openDescriptors(process.pid);
  closeSync(file);
  expect((after?.files ?? 0) - (before?.files ?? 0)).toBe(1);
  expect(after?.total).toBeGreaterThanOrEqual(4);
});

test('a process that is not there has none that we know', async () => {
  expect(await openDescriptors(2 ** 30)).toBeNull();
});
