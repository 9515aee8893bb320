import { expect, test } from 'vitest';
import { intervalRows, ratioScale } from '../../../webview/proof/intervals.ts';
import { indexProof } from '../../support/panel/planFacts.ts';

test('the metric has its intervals, what was counted beside has none', () => {
  const rows = intervalRows(indexProof);
  expect(rows.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['time', 'better'],
    ['buffers', 'better'],
    ['rows', 'same'],
    ['one insert', 'worse'],
  ]);
  expect(rows[0]?.same?.interval).toEqual([0.97, 1.03]);
  expect(rows[1]?.change).toBeNull();
});

test('1 and all intervals lie within the axis; what was counted does not stretch it', () => {
  const rows = intervalRows({ ...indexProof, ratio: 1.12, interval: [1.09, 1.15] });
  const { at, ticks } = ratioScale(rows);
  for (const ratio of [0.97, 1, 1.03, 1.09, 1.15]) {
    expect(at(ratio)).toBeGreaterThan(0);
    expect(at(ratio)).toBeLessThan(1);
  }
  expect(at(1.15) - at(0.97)).toBeGreaterThan(0.4);
  expect(ticks.every((tick) => tick < 2)).toBe(true);
});
