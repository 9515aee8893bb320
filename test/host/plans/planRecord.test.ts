import { describe, expect, test } from 'vitest';
import { planTree } from '../../../src/analysis/plan/planTree.ts';
import type { Explanation } from '../../../src/host/plans/explainStatement.ts';
import { planRecord } from '../../../src/host/plans/planRecord.ts';
import { sqlParser } from '../../../src/host/sql/sqlParser.ts';
import { limits } from '../../../src/protocol/limits.ts';

const parser = await sqlParser();
const [raw] = parser.statements('select 1');
if (raw === undefined) throw new Error('no statement');

function explanation(plan: Record<string, unknown>, sql = 'select 1'): Explanation {
  const answer = [{ Plan: { 'Node Type': 'Result', ...plan }, 'Planning Time': 2, 'Execution Time': 30 }];
  return {
    tree: planTree(answer),
    raw: answer,
    answeredMs: 40,
    chosen: {
      sql,
      raw: raw as NonNullable<typeof raw>,
      kind: 'select',
      fingerprint: 'f',
      place: null,
      parameters: [],
      origin: null,
      failureAt: () => {
        throw new Error('not asked for');
      },
    },
    database: {
      label: 'u@h/d',
      source: 's',
      version: '18',
      isLoopback: true,
      isEmbedded: false,
      mayRun: true,
      connectedAt: 1,
    },
    isAnalyzed: true,
    parameters: [],
    variants: [],
    problems: [],
  };
}

const facts = { planId: 'p', plannedAt: 5, elapsedMs: 50, parser };

describe('the record of a plan', () => {
  test('says what part of the time was ours', () => {
    expect(planRecord(explanation({}), facts)).toMatchObject({ planningMs: 2, executionMs: 30, ownMs: 18 });
  });

  test('holds no literal, also of a statement that has no tokens', () => {
    const record = planRecord(explanation({ Filter: `(a = 'hidden'::text)` }, `select 'hidden`), facts);
    expect(record.json).toContain('(a = ?::text)');
    expect(JSON.stringify(record)).not.toContain('hidden');
  });

  test('leaves a text out that is too long, and says so', () => {
    const record = planRecord(explanation({ Filter: `"${'a'.repeat(limits.planJsonLengthMax.value)}"` }), facts);
    expect(record.json).toBe('');
    expect(record.problems[0]?.where).toBe('JSON');
  });
});
