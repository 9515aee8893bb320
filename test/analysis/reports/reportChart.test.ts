import { expect, test } from 'vitest';
import { chartSvg } from '../../../src/analysis/reports/reportChart.ts';
import type { ReportChart } from '../../../src/analysis/reports/reportBlocks.ts';

const chart = (ys: readonly number[], markedX: number | null = null): ReportChart => ({
  title: 'Throughput',
  across: 'connections',
  up: 'per second',
  points: ys.map((y, index) => ({ x: 2 ** index, y })),
  marked: markedX === null ? null : { x: markedX, words: `knee <${markedX}>` },
});
const escaped = (text: string) => text.replaceAll('<', '&lt;');

test('points stand in the order of their sizes, the highest at the top, and are told in words', () => {
  const { points, ...rest } = chart([10, 20, 5]);
  const svg = chartSvg({ ...rest, points: points.toReversed() }, escaped);
  expect(svg).toContain('points="64.0,94.0 304.0,24.0 544.0,129.0"');
  expect(svg).toContain('aria-label="Throughput. 1: 10, 2: 20, 4: 5"');
  expect(svg).not.toContain('class="mark"');
});

test('the marked one has a line and its words, made safe', () => {
  const svg = chartSvg(chart([10, 20, 5], 2), escaped);
  expect(svg).toContain('class="mark" x1="304.0"');
  expect(svg).toContain('knee &lt;2>');
  expect(chartSvg(chart([10, 20], 64), escaped)).not.toContain('class="mark"');
});

test('one point is no line; nothing but zeros is a flat one', () => {
  expect(chartSvg(chart([10]), escaped)).toBe('');
  expect(chartSvg(chart([0, 0]), escaped)).toContain('points="64.0,164.0 544.0,164.0"');
});
