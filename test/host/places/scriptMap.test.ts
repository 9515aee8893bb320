import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { decodeScriptMap, sourcePosition } from '../../../src/host/places/scriptMap.ts';

describe('script map', () => {
  test('a position of a bundle leads to the line and column of its source', () => {
    const contents =
      '// a comment\n\ntype Row = { id: number };\nexport function keep(row: Row) {\n  return [row];\n}\n';
    const { outputFiles } = buildSync({
      stdin: { contents, loader: 'ts', sourcefile: 'keep.ts' },
      write: false,
      sourcemap: 'external',
      outfile: '/nowhere/out.js',
    });
    const [mapFile, script] = outputFiles;
    const map = decodeScriptMap(mapFile.text, '/nowhere/out.js.map');
    const lines = script.text.split('\n');
    const line = lines.findIndex((text) => text.includes('function keep'));
    const position = sourcePosition(map, line, lines[line].indexOf('('));
    expect(position?.source.endsWith('keep.ts')).toBe(true);
    expect(position?.line).toBe(3);
  });

  test('paths follow the source root, urls stay what they are', () => {
    const text = (sourceRoot: string, sources: readonly string[]) =>
      JSON.stringify({ version: 3, sourceRoot, sources, names: [], mappings: 'AAAA' });
    expect(decodeScriptMap(text('../src/', ['a.ts']), '/app/dist/a.js.map').sources).toEqual(['/app/src/a.ts']);
    expect(decodeScriptMap(text('', ['/abs/b.ts', 'webpack://x/c.ts']), '/app/b.js.map').sources).toEqual([
      '/abs/b.ts',
      'webpack://x/c.ts',
    ]);
  });

  test('a line without a mapping has no source, the start of a line has that of its first mapping', () => {
    const text = JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: 'IAEA' });
    const map = decodeScriptMap(text, '/a.js.map');
    expect(sourcePosition(map, 0, 0)).toEqual({ source: '/a.ts', line: 2, column: 0 });
    expect(sourcePosition(map, 0, 90)).toEqual({ source: '/a.ts', line: 2, column: 0 });
    expect(sourcePosition(map, 1, 0)).toBeNull();
  });
});
