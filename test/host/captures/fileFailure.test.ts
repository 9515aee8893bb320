import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { fileFailure } from '../../../src/host/captures/fileFailure.ts';
import { Failure } from '../../../src/protocol/failures.ts';

const systemError = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

test.each([
  ['ENOENT', 'fileMissing'],
  ['ENOTDIR', 'fileMissing'],
  ['EACCES', 'fileUnreadable'],
  ['EISDIR', 'fileUnreadable'],
  ['ENOSPC', 'diskFull'],
  ['EDQUOT', 'diskFull'],
  ['EIO', 'fileUnreadable'],
])('%s is the failure %s', (code, expected) => {
  const failure = fileFailure(systemError(code), '/a/file');
  expect(failure).toMatchObject({ code: expected, message: expect.stringContaining('/a/file') });
});

test('a real error of the system is known', () => {
  try {
    readFileSync('/no/such/file');
    expect.unreachable();
  } catch (error) {
    expect(fileFailure(error, '/no/such/file')).toMatchObject({ code: 'fileMissing' });
  }
});

test('what is no error of the file system stays what it is', () => {
  const failure = new Failure('notASnapshot', 'x');
  expect(fileFailure(failure, 'x')).toBe(failure);
  const cancelled = AbortSignal.abort().reason;
  expect(fileFailure(cancelled, 'x')).toBe(cancelled);
});
