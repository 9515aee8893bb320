import { describe, expect, test } from 'vitest';
import { poolsInSource, type PoolInSource } from '../../../src/host/pool/poolSource.ts';

/** The source with the first of its sizes that is `from` set to `to`, as applying the change would leave it. */
function resized(source: string, from: number, to: number): string {
  const size = poolsInSource(source, 'history.ts')[0]?.sizes.find(({ value }) => value === from);
  if (size === undefined) throw new Error(`no size ${from}`);
  const lines = source.split('\n');
  const start = lines.slice(0, size.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + size.column - 1;
  expect(source.slice(start, start + size.before.length)).toBe(size.before);
  return source.slice(0, start) + size.prefix + to + size.suffix + source.slice(start + size.before.length);
}

const onlyPool = (source: string, file = 'pool.ts'): PoolInSource => {
  const pools = poolsInSource(source, file);
  expect(pools).toHaveLength(1);
  return pools[0];
};

describe('the size of a pool in its source', () => {
  test.each([
    ['a number', 'const pool = new Pool({ max: 20 });', 20, 'const pool = new Pool({ max: 8 });'],
    ['a quoted key', `new pg.Pool({ 'max': 20, host })`, 20, `new pg.Pool({ 'max': 8, host })`],
    [
      'a constant',
      'const size = 20;\nexport const pool = new Pool({ max: size });',
      20,
      'const size = 8;\nexport const pool = new Pool({ max: size });',
    ],
    [
      'a constant of options',
      'const options = { max: 20 };\nnew Pool(options);',
      20,
      'const options = { max: 8 };\nnew Pool(options);',
    ],
    [
      'a number after the environment',
      'new Pool({ max: Number(process.env.PG_MAX ?? 20) })',
      20,
      'new Pool({ max: Number(process.env.PG_MAX ?? 8) })',
    ],
    [
      'a text after the environment',
      `new Pool({ max: parseInt(process.env.PG_MAX || '20', 10) })`,
      20,
      `new Pool({ max: parseInt(process.env.PG_MAX || '8', 10) })`,
    ],
    [
      'the branch that is taken',
      `new Pool({ max: faults.has('pool-size') ? 2 : 10 })`,
      2,
      `new Pool({ max: faults.has('pool-size') ? 8 : 10 })`,
    ],
    [
      'a typed number',
      'new Pool({ max: 20 as number } satisfies PoolConfig)',
      20,
      'new Pool({ max: 8 as number } satisfies PoolConfig)',
    ],
    ['no size on one line', 'new Pool({ connectionString: url })', 10, 'new Pool({ max: 8, connectionString: url })'],
    [
      'no size on lines',
      'new Pool({\n  connectionString: url,\n})',
      10,
      'new Pool({\n  max: 8,\n  connectionString: url,\n})',
    ],
    ['empty options', 'new Pool({})', 10, 'new Pool({ max: 8 })'],
    ['no options', 'const pool = new Pool();', 10, 'const pool = new Pool({ max: 8 });'],
    [
      'a tab and an accent before it',
      '\tconst é = "ü", pool = new Pool({ max: 20 });',
      20,
      '\tconst é = "ü", pool = new Pool({ max: 8 });',
    ],
  ])('is found in %s, and another put in its place', (_, source, from, expected) => {
    // What follows `satisfies` stays part of the argument.
    expect(resized(source, from, 8)).toBe(expected);
  });

  test.each([
    ['new Pool({ max: process.env.PG_MAX })', 'the environment variable PG_MAX'],
    [`new Pool({ max: process.env['PG_MAX'] })`, 'the environment variable PG_MAX'],
    ['new Pool({ max: sizes.history })', 'read from an object'],
    ['new Pool({ max })', 'its size is max, which is set elsewhere'],
    ['new Pool(options)', 'its options are options, which is made elsewhere'],
    ['new Pool({ ...options })', 'the options it takes over'],
    ['new Pool(load())', 'made by an expression'],
    ['let size = 2; { let size = 3; } new Pool({ max: size })', 'which is set elsewhere'],
  ])('is told not to stand in %s', (source, why) => {
    const pool = onlyPool(source);
    expect(pool.sizes).toEqual([]);
    expect(pool.why).toContain(why);
  });

  test('is found in each of several pools, with their places', () => {
    const source = `import { Pool } from 'pg';\nconst a = new Pool({ max: 1 });\n  const b = new Pool({ max: 2 });`;
    expect(poolsInSource(source, 'a.mjs')).toMatchObject([
      { line: 2, column: 11, sizes: [{ value: 1, line: 2, column: 27 }] },
      { line: 3, column: 13, sizes: [{ value: 2 }] },
    ]);
  });

  test('is not looked for in what is no program, or has no pool', () => {
    expect(poolsInSource('new Pool({', 'a.ts')).toEqual([]);
    expect(poolsInSource('export const answer = 42;', 'a.ts')).toEqual([]);
    expect(poolsInSource('{"Pool": 1', 'a.json')).toEqual([]);
  });

  test('is found in plain and in marked-up JavaScript', () => {
    expect(onlyPool('const pool = new Pool({ max: 3 }); const a = <b>{pool}</b>;', 'a.jsx').sizes[0]?.value).toBe(3);
    expect(
      onlyPool(`const { Pool } = require('pg'); module.exports = new Pool({ max: 3 })`, 'a.cjs').sizes,
    ).toHaveLength(1);
  });
});
