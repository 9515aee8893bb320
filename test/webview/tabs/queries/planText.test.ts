import { expect, test } from 'vitest';
import { bufferWords, planJson, planText } from '../../../../webview/tabs/queries/planText.ts';
import { historyNodes } from '../../../support/panel/planFacts.ts';

test('a plan as text has a node a line, its conditions below it', () => {
  const lines = planText(historyNodes).split('\n');
  expect(lines[0]).toBe('Limit  (rows 50 → 50, self 0.02 ms, total 84.1 ms)');
  expect(lines.slice(-3)).toEqual([
    '      -> Outer: Parallel Seq Scan agent_events  (rows 126 → 2,085, loops 3, self 80.3 ms, total 80.3 ms)',
    '           Filter: (thread_id = $0)',
    '           Buffers: hit 3,112, read 736',
  ]);
});

test('a plan that was not run tells rows only', () => {
  const planned = historyNodes
    .slice(0, 1)
    .map((node) => ({ ...node, actualRows: null, selfMs: null, totalMs: null, loops: null }));
  expect(planText(planned)).toBe('Limit  (rows 50)');
});

test('buffers that were not touched are not named', () => {
  const [limit] = historyNodes;
  expect(limit === undefined ? '' : bufferWords(limit)).toBe('');
  expect(limit === undefined ? '' : bufferWords({ ...limit, tempBytes: 2_000_000 })).toBe('temporary 2.00 MB');
});

test('JSON is broken into lines, and shown as it came where it is none', () => {
  expect(planJson('[{"Plan":1}]')).toBe('[\n  {\n    "Plan": 1\n  }\n]');
  expect(planJson('not json')).toBe('not json');
});
