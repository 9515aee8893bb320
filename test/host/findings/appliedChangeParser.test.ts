import { expect, test } from 'vitest';
import { appliedChanges } from '../../../src/host/findings/appliedChangeParser.ts';

const change = { kind: 'newFile', file: '/app/migrations/1.sql', text: 'select 1;' } as const;
const applied = { change, hashBefore: null, hashAfter: 'h' };

test('the folder that was made for a file is kept where there was one', () => {
  expect(appliedChanges([applied], 'changes')).toEqual([applied]);
  const made = { ...applied, madeFolder: '/app/migrations' };
  expect(appliedChanges([made], 'changes')).toEqual([made]);
});

test('a relative file or folder is refused', () => {
  expect(() => appliedChanges([{ ...applied, madeFolder: 'migrations' }], 'changes')).toThrow('absolute path');
  const relative = { ...applied, change: { ...change, file: '1.sql' } };
  expect(() => appliedChanges([relative], 'changes')).toThrow('absolute path');
});
