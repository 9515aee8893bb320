import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const sources = globSync(['src/**/*.{ts,mjs}', 'webview/**/*.ts'], { cwd: root });
const everything = globSync(['src/**/*.{ts,mjs}', 'webview/**/*.ts', 'test/**/*.ts'], { cwd: root }).filter(
  (file) => !file.startsWith('test/fixtures/'),
);
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('the house', () => {
  test('no file is longer than 400 lines', () => {
    const long = everything
      .map((file) => ({ file, lines: text(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400);
    expect(long, 'split these by idea').toEqual([]);
  });

  test('no file is a drawer', () => {
    const drawers = everything.filter((file) =>
      /(^|\/)(index|utils?|helpers?|common|misc|types|constants)\.ts$/.test(file),
    );
    expect(drawers, 'name the idea, or keep it with its user').toEqual([]);
  });

  test('file names are camelCase', () => {
    const odd = sources.filter((file) => !/^[a-z][a-zA-Z0-9]*(\.css)?\.(ts|mjs)$/.test(path.basename(file)));
    expect(odd, 'a file has the name of its main export').toEqual([]);
  });

  test('main.ts only wires', () => {
    const wiring = sources.filter((file) => /(^|\/)(main|extension|preload)\.ts$/.test(file));
    const long = wiring.filter((file) => text(file).split('\n').length > 101);
    expect(long, 'wiring stays under a hundred lines').toEqual([]);
  });

  test('folders are as deep as agreed', () => {
    const deep = sources.filter((file) => file.startsWith('src/') && file.split('/').length > 5);
    expect(deep, 'two folders under src, three for a list of like things').toEqual([]);
  });

  test('no open to-do, no focused or skipped test', () => {
    const bad = everything.flatMap((file) =>
      text(file)
        .split('\n')
        .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
        .filter(
          ({ line }) => /\b(TODO|FIXME|XXX)\b/.test(line) || /\b(it|test|describe)\.(only|todo|skip)\(/.test(line),
        )
        .filter(({ at }) => !at.startsWith('test/tidy.test.ts'))
        .map(({ at }) => at),
    );
    expect(bad, 'do it, or leave it out').toEqual([]);
  });

  test('documents have one title', () => {
    const documents = globSync(['*.md', 'docs/**/*.md', 'media/**/*.md'], { cwd: root });
    const odd = documents.filter(
      (file) =>
        text(file)
          .replace(/```[\s\S]*?```/g, '')
          .split('\n')
          .filter((line) => line.startsWith('# ')).length !== 1,
    );
    expect(odd).toEqual([]);
  });
});
