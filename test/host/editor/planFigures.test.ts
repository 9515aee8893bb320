import { expect, test } from 'vitest';
import { planFigures } from '../../../src/host/editor/planFigures.ts';
import { slowPlan } from '../../support/plans.ts';

const place = { file: '/shop.ts', line: 1, column: 1 };

test('figures of a plan are its time, all its buffers, and the node with the most time of its own', () => {
  expect(planFigures(slowPlan(place))).toEqual({
    planId: 'p1',
    executionMs: 84.1,
    buffers: 3_851,
    heaviest: { what: 'Seq Scan b', share: expect.closeTo(83.9 / 84) },
  });
});

test('a plan that was not run has none', () => {
  expect(planFigures(slowPlan(place, { isAnalyzed: false, executionMs: null }))).toEqual({
    planId: 'p1',
    executionMs: null,
    buffers: null,
    heaviest: null,
  });
});
