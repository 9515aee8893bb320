import { expect, test } from 'vitest';
import { sqlSources } from '../../../src/host/sql/sqlSources.ts';
import { findStatements } from '../../../src/host/workers/tasks/findStatements.ts';
import { limits } from '../../../src/protocol/limits.ts';

test('a small source is read here, a large one by a worker', async () => {
  const asked: string[] = [];
  const sources = sqlSources({
    // Only one task is asked for; its answer is what the real one gives.
    run: (async (name: string, params: { text: string; file: string }) => {
      asked.push(name);
      return findStatements(params);
    }) as never,
  });
  const small = 'db.query("select 1")';
  const large = `${small};\n${'// filler\n'.repeat(limits.sourceOnHostLengthMax.value / 10)}`;
  expect((await sources.find(small, '/a.ts')).statements).toHaveLength(1);
  expect(asked).toEqual([]);
  expect((await sources.find(large, '/a.ts')).statements).toHaveLength(1);
  expect(asked).toEqual(['findStatements']);
});
