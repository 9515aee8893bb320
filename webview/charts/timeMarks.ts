import type { Plugin } from 'chart.js';
import type { EpochMs } from '../../src/protocol/units.ts';
import { clockSeconds } from '../format/moments.ts';
import { drawTimes } from './drawStrips.ts';
import { hairLine } from './surface.ts';
import type { Theme } from './theme.ts';
import { shapeLooks, type TimeChartSubject, type TimePlot } from './timeChartSubject.ts';

/** Stems below pauses, events as dashed lines through all charts, and the cursor with its value. */
export function marksPlugin(current: () => TimeChartSubject, theme: () => Theme): Plugin<'line'> {
  return {
    id: 'marks',
    beforeDatasetsDraw: (chart) => drawStems(chart, current(), theme()),
    afterDatasetsDraw: (chart) => {
      drawEvents(chart, current(), theme());
      drawCursor(chart, current(), theme());
      if (current().end === 'last') drawAxis(chart, current(), theme());
    },
  };
}

function xOf(chart: Plot, subject: TimeChartSubject, at: EpochMs): number {
  const { left, width } = chart.chartArea;
  return left + ((at - subject.fromAt) / (subject.toAt - subject.fromAt)) * width;
}

type Plot = Pick<TimePlot, 'ctx' | 'chartArea' | 'height' | 'scales'>;

function drawAxis({ ctx: pen, chartArea }: Plot, { fromAt, toAt }: TimeChartSubject, theme: Theme): void {
  pen.save();
  pen.translate(chartArea.left, 0);
  drawTimes(pen, { width: chartArea.width, fromAt, toAt, y: chartArea.bottom + 1 }, theme);
  pen.restore();
}

function drawStems(chart: Plot, subject: TimeChartSubject, theme: Theme): void {
  const { ctx: pen, chartArea } = chart;
  const y = chart.scales['y'];
  if (y === undefined) return;
  pen.save();
  pen.strokeStyle = theme.color(subject.color);
  for (const { shape, points } of subject.shapes) {
    if (!shapeLooks[shape].hasStem) continue;
    pen.globalAlpha = shape === 'diamond' ? 1 : 0.34;
    pen.beginPath();
    for (const point of points) {
      const x = Math.round(xOf(chart, subject, point.x)) + 0.5;
      pen.moveTo(x, y.getPixelForValue(Math.max(point.y, subject.scale.low)));
      pen.lineTo(x, chartArea.bottom);
    }
    pen.stroke();
  }
  pen.restore();
}

function drawEvents(chart: Plot, subject: TimeChartSubject, theme: Theme): void {
  const { ctx: pen, chartArea } = chart;
  const bottom = subject.end === 'last' ? chartArea.bottom : chart.height;
  const top = subject.end === 'first' ? chartArea.top - 14 : 0;
  pen.font = `11px ${theme.family}`;
  let free = chartArea.right;
  const inSight = subject.marks.filter(({ at }) => at >= subject.fromAt && at <= subject.toAt);
  for (const { at, name } of [...inSight].sort((a, b) => b.at - a.at)) {
    const x = xOf(chart, subject, at);
    hairLine(pen, { x0: x, x1: x, y0: top, y1: bottom }, theme.lines, [2, 3]);
    if (subject.end !== 'first') continue;
    const half = pen.measureText(name).width / 2;
    const center = Math.min(Math.max(x, chartArea.left + half), free - half);
    if (Math.abs(center - x) > half) continue;
    pen.fillStyle = theme.color('dim');
    pen.textAlign = 'center';
    pen.fillText(name, center, chartArea.top - 20);
    free = center - half - 8;
  }
}

function drawCursor(chart: Plot, subject: TimeChartSubject, theme: Theme): void {
  const { cursorAt } = subject;
  if (cursorAt === null || cursorAt < subject.fromAt || cursorAt > subject.toAt) return;
  const { ctx: pen, chartArea } = chart;
  const x = xOf(chart, subject, cursorAt);
  const bottom = subject.end === 'last' ? chartArea.bottom : chart.height;
  const top = subject.end === 'first' ? chartArea.top - 14 : 0;
  pen.globalAlpha = 0.7;
  hairLine(pen, { x0: x, x1: x, y0: top, y1: bottom }, theme.foreground);
  pen.globalAlpha = 1;
  const isLeft = x > chartArea.right - 160;
  pen.textAlign = isLeft ? 'right' : 'left';
  pen.fillStyle = theme.foreground;
  pen.strokeStyle = theme.background;
  pen.lineWidth = 4;
  pen.lineJoin = 'round';
  const write = (text: string, font: string, y: number) => {
    pen.font = font;
    pen.strokeText(text, x + (isLeft ? -6 : 6), y);
    pen.fillText(text, x + (isLeft ? -6 : 6), y);
  };
  write(subject.atCursor, `11px ${theme.code}`, chartArea.top + 8);
  if (subject.end === 'first') write(clockSeconds(cursorAt), `11px ${theme.family}`, chartArea.top - 8);
}
