import { expect, test } from 'vitest';
import { difference, upStatements } from '../../../webview/proof/changeText.ts';

test('only what differs is struck and added', () => {
  expect(difference('new Pool({ max: 20 })', 'new Pool({ max: 4 })')).toEqual({
    head: 'new Pool({ max: ',
    removed: '20',
    added: '4',
    tail: ' })',
  });
  expect(difference('max: 44', 'max: 4')).toEqual({ head: 'max: 4', removed: '4', added: '', tail: '' });
  expect(difference('', 'max: 4')).toEqual({ head: '', removed: '', added: 'max: 4', tail: '' });
});

test('what undoes the statements is not part of what is shown', () => {
  expect(upStatements('create index a on t (b);\n-- down\ndrop index a;')).toBe('create index a on t (b);');
  expect(upStatements('set work_mem = 1')).toBe('set work_mem = 1');
});
