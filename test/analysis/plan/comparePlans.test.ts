import { describe, expect, test } from 'vitest';
import { comparePlans } from '../../../src/analysis/plan/comparePlans.ts';
import type { PlanNode } from '../../../src/protocol/plans.ts';
import { planNode, slowPlan } from '../../support/plans.ts';

const place = { file: '/a.ts', line: 1, column: 1 };

/** A plan drawn as lines, each set in by two blanks below its parent: `Index Scan | a_idx on a`. */
function drawn(lines: readonly string[], more: Partial<PlanNode> = {}) {
  const nodes = lines.map((line) => {
    const [nodeType = '', subject = ''] = line.trim().split(' | ');
    return planNode({ depth: (line.length - line.trimStart().length) / 2, nodeType, subject, ...more });
  });
  return slowPlan(place, { nodes });
}

const rowsOf = (before: readonly string[], after: readonly string[]) =>
  comparePlans(drawn(before), drawn(after)).rows.map(
    ({ depth, before: one, after: other }) =>
      `${'  '.repeat(depth)}${one === null ? '+' : other === null ? '-' : '='} ${(other ?? one)?.nodeType}`,
  );

describe('two plans beside each other', () => {
  test('with another way to the same table', () => {
    expect(rowsOf(['Limit', '  Sort', '    Seq Scan | a'], ['Limit', '  Index Scan | a_idx on a'])).toEqual([
      '= Limit',
      '  = Index Scan',
      '    - Seq Scan',
    ]);
  });

  test('with a step put around what was there', () => {
    expect(rowsOf(['Seq Scan | a'], ['Gather', '  Seq Scan | a'])).toEqual(['+ Gather', '  = Seq Scan']);
    expect(rowsOf(['Gather', '  Seq Scan | a'], ['Seq Scan | a'])).toEqual(['- Gather', '  = Seq Scan']);
  });

  test('with sides that are exchanged', () => {
    const [one, other] = [
      ['Hash Join', '  Seq Scan | a', '  Seq Scan | b'],
      ['Hash Join', '  Seq Scan | b', '  Seq Scan | a'],
    ];
    expect(rowsOf(one, other)).toEqual(['= Hash Join', '  = Seq Scan', '  = Seq Scan']);
    expect(comparePlans(drawn(one), drawn(other)).rows.flatMap(({ changes }) => changes)).toEqual([]);
  });

  test('of which one has more', () => {
    expect(rowsOf(['Append', '  Seq Scan | a', '  Seq Scan | b'], ['Append', '  Seq Scan | b'])).toEqual([
      '= Append',
      '  = Seq Scan',
      '  - Seq Scan',
    ]);
    expect(rowsOf([], ['Result'])).toEqual(['+ Result']);
  });

  test('say in words what is another, and nothing of what is nearly the same', () => {
    const [before, after] = [
      { selfMs: 120, actualRows: 100, tempBytes: 800_000, details: ['Filter: (a = ?)'] },
      { selfMs: 1.5, actualRows: 101, tempBytes: null, details: ['Index Cond: (a = ?)'] },
    ];
    const { rows, ratio, isSameShape } = comparePlans(drawn(['Sort | a'], before), drawn(['Sort | a'], after));
    expect(rows[0]?.changes).toEqual([
      '120 ms itself → 1.50 ms itself',
      '800 KB on disk → 0 B on disk',
      'no longer: Filter: (a = ?)',
      'now: Index Cond: (a = ?)',
    ]);
    expect({ ratio, isSameShape }).toEqual({ ratio: 1, isSameShape: true });
  });
});
