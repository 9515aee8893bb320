import { expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/commandOptions.ts';
import { readMixFile } from '../../../src/cli/pool/mixFile.ts';

test('a mix file is read; a task counts once and is no transaction where it does not say so', () => {
  const steps = [{ sql: 'select 1', params: [] }, { awaitMs: 20 }];
  expect(
    readMixFile(JSON.stringify({ concurrency: 8, tasks: [{ steps }, { weight: 3, transaction: true, steps }] })),
  ).toEqual({
    concurrency: 8,
    tasks: [
      { weight: 1, transaction: false, steps },
      { weight: 3, transaction: true, steps },
    ],
  });
});

test.each([
  ['{', 'is not JSON'],
  ['[]', 'has to hold'],
  ['{"concurrency": 8}', 'has to hold'],
  ['{"concurrency": 8, "tasks": [], "seconds": 3}', "has 'seconds'"],
])('%s is refused with the reason', (text, reason) => {
  expect(() => readMixFile(text)).toThrow(UsageError);
  expect(() => readMixFile(text)).toThrow(reason);
});
