import { describe, expect, test } from 'vitest';
import { redactedExpression, redactedPlan } from '../../../src/analysis/plan/redaction.ts';

describe('literals', () => {
  test.each([
    [`(key = 'sk-secret-123'::text)`, '(key = ?::text)'],
    [`(name ~~ 'it''s %'::text)`, '(name ~~ ?::text)'],
    [`(path = E'a\\\\b'::text)`, '(path = ?::text)'],
    [`((id)::numeric = 42.5e3)`, '((id)::numeric = ?)'],
    [`(amount > '-17'::integer)`, '(amount > ?::integer)'],
    [`(x = ANY ('{1,2,3}'::integer[]))`, '(x = ANY (?::integer[]))'],
    [`((price)::numeric(10,2) = 1)`, '((price)::numeric(10,2) = ?)'],
    [`((code)::character varying(20) = 'x')`, '((code)::character varying(20) = ?)'],
    [`(t1.col2 = $3)`, '(t1.col2 = $3)'],
    [`("odd 'name' 7".a = 1)`, `("odd 'name' 7".a = ?)`],
    ['(id = (InitPlan 2).col1)', '(id = (InitPlan 2).col1)'],
    ['(NOT (ANY (id = (hashed SubPlan 1).col1)))', '(NOT (ANY (id = (hashed SubPlan 1).col1)))'],
    [`(flag = true AND gone IS NULL)`, '(flag = true AND gone IS NULL)'],
    [`(a = 'cut off`, '(a = ?'],
  ])('%s → %s', (text, redacted) => {
    expect(redactedExpression(text)).toBe(redacted);
  });
});

test('a plan keeps its own numbers and names, and loses the literals of its texts', () => {
  const plan = {
    Plan: {
      'Node Type': 'Seq Scan',
      'Relation Name': "2024's orders",
      'Plan Rows': 17,
      Filter: `(token = 'hidden'::text)`,
      'Sort Key': ['lower(name)', `(a || 'hidden')`],
      Plans: [{ 'Function Call': 'f(12345)' }],
    },
    Settings: { work_mem: '4MB' },
  };
  expect(redactedPlan([plan])).toEqual([
    {
      Plan: {
        'Node Type': 'Seq Scan',
        'Relation Name': "2024's orders",
        'Plan Rows': 17,
        Filter: '(token = ?::text)',
        'Sort Key': ['lower(name)', '(a || ?)'],
        Plans: [{ 'Function Call': 'f(?)' }],
      },
      Settings: { work_mem: '4MB' },
    },
  ]);
});
