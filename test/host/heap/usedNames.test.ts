import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { usedNames } from '../../../src/host/heap/usedNames.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

const source = `let current = null;
const big = [], small = 1, keyed = 2;
exports.turn = (n) => {
  const before = current;
  const unused = () => before && 'never';
  current = { text: 'x', keyed: small, method() { return n; } };
};
function odd() { return eval('big'); }
class Store { find(key) { return this.big[key]; } }
`;
const file = path.join(folder, 'program.cjs');
writeFileSync(file, source);

/** Where a piece of the source stands. */
function at(text: string, offset = 0) {
  const before = source.slice(0, source.indexOf(text) + offset).split('\n');
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

test('the names a function uses, with those of functions in it; keys and properties are none', async () => {
  const [turn, unused, method, find] = await usedNames(file, [
    [at('(n) =>')],
    [at('() => before')],
    [at('method()', 6)],
    [at('find(key)', 4)],
  ]);
  expect(turn).toEqual(expect.arrayContaining(['before', 'current', 'small', 'n']));
  expect(turn).not.toContain('keyed');
  expect(unused).toEqual(['before']);
  expect(method).toEqual(['n']);
  expect(find).toEqual(['key']);
});

test('a function that can reach any name, a place without a function, and no file are not known', async () => {
  expect(await usedNames(file, [[at('odd()', 3)], [at('big = []')]])).toEqual([null, null]);
  expect(await usedNames(path.join(folder, 'missing.js'), [[at('(n) =>')]])).toEqual([null]);
});
