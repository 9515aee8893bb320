import { expect, test, vi } from 'vitest';
import { Failure } from '../../src/protocol/failures.ts';

test('a failure of another copy of the class, as each bundle has one, is a failure too', async () => {
  vi.resetModules();
  const { Failure: Copy } = await import('../../src/protocol/failures.ts');
  expect(Copy).not.toBe(Failure);
  const failure = new Copy('databaseRemote', 'db.example.org is not on this machine');
  expect(failure).toBeInstanceOf(Failure);
  expect(failure instanceof Failure && failure.next).toMatch(/^Confirm/);
});

test('another error, or what only looks like a failure, is none', () => {
  expect(new Error('no') instanceof Failure).toBe(false);
  expect(Object.assign(new Error('no'), { name: 'Failure' }) instanceof Failure).toBe(false);
  expect({ name: 'Failure', code: 'databaseRemote', next: '' } instanceof Failure).toBe(false);
});
