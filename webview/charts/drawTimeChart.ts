import { drawHatch } from './drawHatch.ts';
import { drawTimes } from './drawStrips.ts';
import { drawLine, type Scales } from './lines.ts';
import type { PausePoint } from './pausePoints.ts';
import { hairLine } from './surface.ts';
import type { Theme } from './theme.ts';
import type { PointShape, TimeChartSubject } from './timeChartSubject.ts';

/** Heights around the plot of a time chart, in pixels. */
export const timeChartHeights = { head: 30, foot: 6, times: 22 } as const;

/** Where the plot of a chart lies in its canvas, in pixels. */
export type PlotArea = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** The height of a chart's canvas. */
export function timeChartHeight(subject: TimeChartSubject): number {
  return (
    timeChartHeights.head +
    subject.plotHeight +
    (subject.end === 'last' ? timeChartHeights.times : timeChartHeights.foot)
  );
}

/** The plot of a chart in a canvas of this width. */
export function plotArea(subject: TimeChartSubject, width: number, left: number): PlotArea {
  const top = timeChartHeights.head;
  return { left, right: width - 1, top, bottom: top + subject.plotHeight };
}

function scalesOf(subject: TimeChartSubject, area: PlotArea): Scales {
  const { low, high, kind } = subject.scale;
  const height = area.bottom - area.top;
  const share =
    kind === 'linear'
      ? (value: number) => (value - low) / (high - low)
      : (value: number) => Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return {
    x: (at) => area.left + ((at - subject.fromAt) / (subject.toAt - subject.fromAt)) * (area.right - area.left),
    y: (value) => area.bottom - share(value) * height,
  };
}

/** Draws a chart: its grid, its line or shapes, the events through it, and the times below the last. */
export function drawTimeChart(
  pen: CanvasRenderingContext2D,
  subject: TimeChartSubject,
  area: PlotArea,
  theme: Theme,
): void {
  const scales = scalesOf(subject, area);
  drawGrid(pen, subject, area, scales, theme);
  pen.save();
  pen.beginPath();
  pen.rect(area.left, 0, area.right - area.left + 1, area.bottom + 1);
  pen.clip();
  const color = theme.color(subject.color);
  if (subject.line !== null) drawLine(pen, subject.line, scales, { color, wash: theme.wash, base: area.bottom });
  for (const { shape, points } of subject.shapes) {
    if (hasStem[shape]) drawStems(pen, points, scales, area, { color, alpha: shape === 'diamond' ? 1 : 0.34 });
  }
  for (const { shape, points } of subject.shapes) drawShapes(pen, shape, points, scales, color, theme.background);
  pen.restore();
  drawEvents(pen, subject, area, scales, theme);
  if (subject.end !== 'last') return;
  pen.save();
  pen.translate(area.left, 0);
  drawTimes(pen, { ...subject, width: area.right - area.left, y: area.bottom + 1 }, theme);
  pen.restore();
}

function drawGrid(
  pen: CanvasRenderingContext2D,
  subject: TimeChartSubject,
  area: PlotArea,
  scales: Scales,
  theme: Theme,
): void {
  pen.font = `11px ${theme.family}`;
  pen.textAlign = 'right';
  for (const tick of subject.scale.ticks) {
    const y = scales.y(tick);
    hairLine(pen, { x0: area.left, x1: area.right, y0: y, y1: y }, theme.color('grid'));
    pen.fillStyle = theme.color('dim');
    pen.fillText(String(tick), area.left - 8, y + 4);
  }
}

const hasStem: Readonly<Record<PointShape, boolean>> = {
  tick: true,
  ring: false,
  diamond: true,
  triangle: true,
  square: false,
};

function drawStems(
  pen: CanvasRenderingContext2D,
  points: readonly PausePoint[],
  { x, y }: Scales,
  area: PlotArea,
  look: { readonly color: string; readonly alpha: number },
): void {
  pen.globalAlpha = look.alpha;
  pen.fillStyle = look.color;
  for (const point of points) pen.fillRect(Math.round(x(point.x)), y(point.y), 1, area.bottom - y(point.y));
  pen.globalAlpha = 1;
}

/**
 * Draws shapes one by one: the kind is told by form, since all are of one colour. One path for all would be a hundred
 * times slower where the browser draws without a graphics card.
 */
function drawShapes(
  pen: CanvasRenderingContext2D,
  shape: PointShape,
  points: readonly PausePoint[],
  scales: Scales,
  color: string,
  background: string,
): void {
  pen.lineWidth = 1;
  pen.strokeStyle = color;
  pen.fillStyle = shape === 'ring' || shape === 'square' ? background : color;
  for (const point of points) drawShape(pen, shape, Math.round(scales.x(point.x)), Math.round(scales.y(point.y)));
}

function drawShape(pen: CanvasRenderingContext2D, shape: PointShape, x: number, y: number): void {
  switch (shape) {
    case 'tick':
      pen.fillRect(x - 0.5, y - 1, 2, 2);
      return;
    case 'square':
      pen.fillRect(x - 2, y - 2, 4, 4);
      pen.strokeRect(x - 1.5, y - 1.5, 4, 4);
      return;
    case 'ring':
      pen.beginPath();
      pen.arc(x + 0.5, y, 1.9, 0, Math.PI * 2);
      pen.fill();
      pen.stroke();
      return;
    case 'diamond':
      fillCorners(pen, [x + 0.5, y - 4.5, x + 5, y, x + 0.5, y + 4.5, x - 4, y]);
      return;
    case 'triangle':
      fillCorners(pen, [x + 0.5, y - 3, x + 3.5, y + 2.5, x - 2.5, y + 2.5]);
  }
}

function fillCorners(pen: CanvasRenderingContext2D, corners: readonly number[]): void {
  pen.beginPath();
  for (let index = 0; index < corners.length; index += 2) pen.lineTo(corners[index] ?? 0, corners[index + 1] ?? 0);
  pen.closePath();
  pen.fill();
}

/** Events as dashed lines, and what is left out as a hatch, through all charts of a tab; their names stand on the first, the newest first in line for room. */
function drawEvents(
  pen: CanvasRenderingContext2D,
  subject: TimeChartSubject,
  area: PlotArea,
  scales: Scales,
  theme: Theme,
): void {
  const bottom = subject.end === 'last' ? area.bottom : timeChartHeight(subject);
  const isFirst = subject.end === 'first';
  let free = area.right;
  const top = isFirst ? area.top - 14 : 0;
  const stretches = [...subject.marks.map(({ at, name }) => ({ fromAt: at, toAt: at, name })), ...subject.leftOut];
  const inSight = stretches.filter(({ fromAt, toAt }) => toAt >= subject.fromAt && fromAt <= subject.toAt);
  for (const { fromAt, toAt, name } of inSight.sort((a, b) => b.toAt - a.toAt)) {
    const x0 = Math.max(area.left, scales.x(fromAt));
    const x1 = Math.min(area.right, scales.x(toAt));
    const x = (x0 + x1) / 2;
    if (fromAt === toAt) hairLine(pen, { x0: x, x1: x, y0: top, y1: bottom }, theme.lines, [2, 3]);
    else drawHatch(pen, { x0, x1, y0: top, y1: bottom }, theme);
    if (!isFirst) continue;
    pen.font = `11px ${theme.family}`;
    const half = pen.measureText(name).width / 2;
    const center = Math.min(Math.max(x, area.left + half), free - half);
    if (Math.abs(center - x) > half) continue;
    pen.fillStyle = theme.color('dim');
    pen.textAlign = 'center';
    pen.fillText(name, center, area.top - 20);
    free = center - half - 8;
  }
}
