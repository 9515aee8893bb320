import { expect, test } from 'vitest';
import { firstView, shown, viewOf } from '../../../webview/store/viewMemory.ts';

test('a view survives a reload, and what does not fit is left out', () => {
  const view = {
    tab: 'memory',
    targetId: 't1',
    diff: { before: 'a', after: 'b', nodeId: 7 },
    planId: 'p1',
    experimentId: 'e1',
    huntId: 'h1',
    diffRows: 'classes',
    heapList: 'scopes',
    planForm: 'json',
    ticked: ['a'],
  };
  expect(viewOf(structuredClone(view))).toEqual(view);
  expect(viewOf(undefined)).toEqual(firstView);
  expect(
    viewOf({ tab: 3, diff: { before: 'a' }, diffRows: 'x', heapList: 'y', planForm: 'y', planId: 4, ticked: [1, 'b'] }),
  ).toEqual({
    tab: 'overview',
    ticked: ['b'],
  });
});

test('a wish to show a diff replaces the capture that was looked at, and the other way round', () => {
  const view = { ...firstView, targetId: 't', captureId: 'c' };
  const diff = { before: 'a', after: 'b' };
  expect(shown(view, { tab: 'memory', diff })).toEqual({ tab: 'memory', targetId: 't', diff });
  expect(shown({ ...firstView, diff }, { tab: 'memory', captureId: 'd' })).toEqual({ tab: 'memory', captureId: 'd' });
  expect(shown({ ...firstView, diff }, { tab: 'overview' })).toEqual({ tab: 'overview', diff });
  expect(shown({ ...firstView, diff }, { tab: 'memory', huntId: 'h' })).toEqual({ tab: 'memory', huntId: 'h' });
  expect(shown({ ...firstView, diff, planId: 'p' }, { tab: 'queries', planId: 'q' })).toEqual({
    tab: 'queries',
    diff,
    planId: 'q',
  });
});
