import { describe, expect, test } from 'vitest';
import { parameterUses } from '../../../src/host/plans/parameterContexts.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';

const parser = await sqlParser();

/** The uses of a statement's parameters, as `1 t.owner equal`. */
function usesOf(sql: string): readonly string[] {
  const [raw] = parser.statements(sql);
  if (raw === undefined) throw new Error('no statement');
  return parameterUses(raw)
    .contexts.map((context) =>
      context.kind === 'column'
        ? `${context.number} ${context.qualifier ?? '?'}.${context.column} ${context.use}`
        : `${context.number} ${context.kind}`,
    )
    .toSorted();
}

describe('what a parameter is compared with', () => {
  test.each([
    ['select * from t where t.a = $1 and $2 < b', ['1 t.a equal', '2 ?.b high']],
    ['select * from t where a <= $1::int and lower(b) = $2', ['1 ?.a low', '2 ?.b equal']],
    ['select * from t where a in ($1, $2) or b = any($3)', ['1 ?.a equal', '2 ?.a equal', '3 ?.b list']],
    ['select * from t where a between $1 and $2', ['1 ?.a high', '2 ?.a low']],
    ['select * from t where (a, b) > ($1, $2) limit $3 offset $4', ['1 ?.a high', '2 ?.b high', '3 limit', '4 offset']],
    ['select * from t where a like $1', ['1 ?.a pattern']],
    [`select * from t where a ilike '%' || $1 || '%'`, ['1 ?.a piece']],
    ['insert into t (a, b) values ($1, $2)', ['1 t.a equal', '2 t.b equal']],
    ['update t set a = $1 where b = $2', ['1 t.a equal', '2 ?.b equal']],
    ['select $1::int', []],
  ])('%s', (sql, uses) => {
    expect(usesOf(sql)).toEqual(uses);
  });

  test('with the relations and what they are called', () => {
    const [raw] = parser.statements('select * from app.threads t join "Events" using (id)');
    expect(raw === undefined ? [] : parameterUses(raw).relations).toEqual([
      { schema: 'app', relation: 'threads', alias: 't' },
      { schema: null, relation: 'Events', alias: 'Events' },
    ]);
  });
});
