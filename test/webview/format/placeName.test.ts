import { expect, test } from 'vitest';
import { fileName, placeName } from '../../../webview/format/placeName.ts';

test('a place is called by its file and line, whichever way the slashes lean', () => {
  expect(placeName({ file: '/home/me/src/gateway.ts', line: 88, column: 7 })).toBe('gateway.ts:88');
  expect(fileName('C:\\work\\store.ts')).toBe('store.ts');
});
