import { describe, expect, test } from 'vitest';
import { contentProblems, neededFiles, refusalOf } from '../../src/build/packaging.ts';

describe('package contents', () => {
  test('the needed files are enough', () => {
    expect(contentProblems(neededFiles('linux-x64'), 'linux-x64')).toEqual([]);
  });

  test('a missing file is named', () => {
    const contents = neededFiles('darwin-arm64').filter((file) => file !== 'dist/darwin-arm64.node');
    expect(contentProblems(contents, 'darwin-arm64')).toEqual(['dist/darwin-arm64.node is missing']);
  });

  test.each([
    ['node_modules/pg/index.js', 'is no part of the product'],
    ['test/tidy.test.ts', 'is no part of the product'],
    ['src/host/main.ts', 'is source'],
    ['dist/host.cjs.map', 'is a source map of our own'],
    ['dist/win32-x64.node', 'is of another platform'],
    ['dist/sample/gateway.cjs.map', undefined],
    ['src/sample/gateway.ts', undefined],
  ])('%s: %s', (file, reason) => {
    expect(refusalOf(file, 'linux-x64')).toBe(reason);
  });
});
