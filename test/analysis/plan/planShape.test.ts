import { describe, expect, test } from 'vitest';
import { planShape } from '../../../src/analysis/plan/planShape.ts';
import { planTree } from '../../../src/analysis/plan/planTree.ts';

const shapeOf = (plan: unknown) => planShape(planTree([{ Plan: plan }]));
const scan = (relation: string, more: Record<string, unknown> = {}) => ({
  'Node Type': 'Seq Scan',
  'Relation Name': relation,
  ...more,
});

describe('the shape of a plan', () => {
  test('names the scans with their indexes', () => {
    const bitmap = { 'Node Type': 'Bitmap Index Scan', 'Index Name': 'runs_idx' };
    const plan = {
      'Node Type': 'Hash Join',
      Plans: [scan('a'), scan('r', { 'Node Type': 'Bitmap Heap Scan', Plans: [bitmap] })],
    };
    expect(shapeOf(plan).words).toBe('Seq Scan of a, Bitmap Heap Scan of r by runs_idx');
    expect(shapeOf({ 'Node Type': 'Result' }).words).toBe('Result');
  });

  test('is short where there are many', () => {
    const plan = { 'Node Type': 'Append', Plans: Array.from({ length: 9 }, (_, place) => scan(`p${place}`)) };
    expect(shapeOf(plan).words).toBe('Seq Scan of p0, Seq Scan of p1, Seq Scan of p2, Seq Scan of p3 and 5 more');
  });

  test('is the same whatever the figures are, and another with another index', () => {
    const by = (index: string, rows: number) =>
      scan('t', { 'Node Type': 'Index Scan', 'Index Name': index, 'Plan Rows': rows });
    expect(shapeOf(by('a', 1)).key).toBe(shapeOf(by('a', 9)).key);
    expect(shapeOf(by('a', 1)).key).not.toBe(shapeOf(by('b', 1)).key);
  });
});
