import { beforeAll, describe, expect, test } from 'vitest';
import type { PlanReader } from '../../../src/analysis/advice/condition.ts';
import { planReader } from '../../../src/host/advice/planReader.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { statementWriter } from '../../../src/host/sql/statementWriter.ts';

let reader: PlanReader;
beforeAll(async () => {
  const parser = await sqlParser();
  reader = planReader(parser, await statementWriter(parser));
});

/** `m.a equal`: what is read of a condition. */
function read(text: string): readonly string[] {
  return reader
    .conditions(text)
    .served.map(({ relation, column, use, castTo, with: other }) =>
      [
        relation === null ? column : `${relation}.${column}`,
        use,
        ...(castTo === null ? [] : [`as ${castTo}`]),
        ...(other === null ? [] : [`with ${other.relation ?? ''}.${other.column}`]),
      ].join(' '),
    );
}

describe('conditions as plans print them', () => {
  test.each([
    ['(m.thread_id = 5)', ['m.thread_id equal']],
    [`(("User" = 'it''s'::text) AND (done))`, ['User equal', 'done true']],
    ['((NOT done) AND (note IS NULL) AND (note IS NOT NULL))', ['done false', 'note isNull']],
    [`((status)::text = 'sent'::text)`, ['status equal as text']],
    [`((m.at >= (now() - '3:00:00'::interval)) AND (m.at <= now()))`, ['m.at range', 'm.at range']],
    [`(kind = ANY ('{a,b}'::text[]))`, ['kind any']],
    ['(m.thread_id = t.id)', ['m.thread_id equal with t.id', 't.id equal with m.thread_id']],
    ['(5 > m.a)', ['m.a range']],
    ['(m.a = (InitPlan 1).col1)', ['m.a equal']],
    ['(m.a = $0)', ['m.a equal']],
    ['((m.a = 1) OR (m.b = 2))', []],
    ['(m.a <> 1)', []],
    ['(lower(m.a) = 1)', []],
    ['(m.a = (m.b + 1))', []],
    ['(NOT (ANY (m.a = (hashed SubPlan 1).col1)))', []],
    ['this is no condition', []],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('what no index serves is said to be there', () => {
    expect(reader.conditions('((m.a = 1) AND (m.b <> 2))').hasOthers).toBe(true);
    expect(reader.conditions('(m.a = 1)').hasOthers).toBe(false);
    expect(reader.conditions('')).toEqual({ served: [], expressions: [], hasOthers: false });
  });
});

describe('sort keys as plans print them', () => {
  test('with their directions', () => {
    expect(reader.sortKeys(['m.created_at DESC', 'm."Id"', 'm.a DESC NULLS LAST', 'b NULLS FIRST'])).toEqual([
      { relation: 'm', column: 'created_at', isDescending: true, isNullsFirst: true },
      { relation: 'm', column: 'Id', isDescending: false, isNullsFirst: false },
      { relation: 'm', column: 'a', isDescending: true, isNullsFirst: false },
      { relation: null, column: 'b', isDescending: false, isNullsFirst: true },
    ]);
  });

  test('none where one is no column', () => {
    expect(reader.sortKeys(['m.a', '(lower(m.b))'])).toBeNull();
    expect(reader.sortKeys([])).toBeNull();
    expect(reader.sortKeys(['m.a USING ~<~'])).toBeNull();
  });
});
