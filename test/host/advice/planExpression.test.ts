import { expect, test } from 'vitest';
import { planReader } from '../../../src/host/advice/planReader.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { statementWriter } from '../../../src/host/sql/statementWriter.ts';

const parser = await sqlParser();
const reader = planReader(parser, await statementWriter(parser));

test.each([
  [
    `(lower(u.email) = 'a@b.c'::text)`,
    { relation: 'u', bare: null, expression: 'lower(email)', operator: '=', text: 'a@b.c' },
  ],
  [`(u.title ~~ '%x%'::text)`, { bare: 'title', operator: '~~', text: '%x%', columns: ['title'] }],
  [`((u.slug)::text ~~* 'a_%'::text)`, { bare: 'slug', operator: '~~*' }],
  [`(t.args @> '{"a": 1}'::jsonb)`, { bare: 'args', operator: '@>', valueType: 'jsonb' }],
  [`((t.args ->> 'tool'::text) = 'x'::text)`, { bare: null, columns: ['args'], operator: '=' }],
  [`((t.args -> 'tags'::text) ? 'x'::text)`, { bare: null, operator: '?' }],
  [`('2026-01-01'::date = date(e.at))`, { expression: 'date(at)', operator: '=' }],
  [`(lower(u.email) = ANY ('{a,b}'::text[]))`, { isAny: true, operator: '=' }],
])('%s compares an expression', (text, expected) => {
  expect(reader.conditions(text).expressions).toMatchObject([expected]);
});

test.each([
  '(u.id = 3)',
  '(lower(u.email) = lower(v.email))',
  '((u.a = 1) OR (lower(u.b) = $1))',
  '((a.x + b.y) = 3)',
  '(NOT (SubPlan 1))',
])('%s compares none of one relation with a value', (text) => {
  expect(reader.conditions(text).expressions).toEqual([]);
});
