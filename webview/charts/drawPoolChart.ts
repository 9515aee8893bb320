import type { PoolStep, PoolTuning } from '../../src/protocol/experiments.ts';
import { inWords, quantity } from '../format/quantity.ts';
import { labelPlaces } from './labelPlaces.ts';
import { hairLine } from './surface.ts';
import type { Theme } from './theme.ts';
import { linearTicks, logTicks } from './ticks.ts';

const left = 56;
const right = 20;
const top = 26;
const throughputHeight = 132;
const gap = 38;
const waitHeight = 84;
const waitTop = top + throughputHeight + gap;
const bottom = waitTop + waitHeight;
const radius = 4;

/** Height of the picture in pixels. */
export const poolChartHeight = bottom + 24;

type Scale = (value: number) => number;
type Point = { readonly x: number; readonly y: number; readonly step: PoolStep; readonly words: string };
type Pen = CanvasRenderingContext2D;

/** Draws both plots over one axis of sizes: what is done above, what is waited below, the knee through both. */
export function drawPoolChart(pen: Pen, tuning: PoolTuning, width: number, theme: Theme): void {
  const steps = tuning.steps.toSorted((a, b) => a.size - b.size);
  const x = sizeScale(steps, width);
  const ticks = linearTicks(Math.max(...steps.map(({ throughput }) => throughput), 1), 4);
  const peak = ticks.at(-1) ?? 1;
  const throughput: Scale = (value) => top + throughputHeight * (1 - value / peak);
  const waits = steps.flatMap(({ waitMsP95 }) => (waitMsP95 === null || waitMsP95 <= 0 ? [] : [waitMsP95]));
  const low = waits.length === 0 ? 1 : Math.min(...waits) * 0.5;
  const high = waits.length === 0 ? 10 : Math.max(...waits) * 2;
  const wait: Scale = (value) =>
    waitTop + waitHeight * (1 - Math.log(Math.max(value, low) / low) / Math.log(high / low));
  drawKneeBand(pen, tuning, x, width, theme);
  title(pen, 'Done per second', top - 12, theme);
  title(pen, 'Wait p95, log', waitTop - 12, theme);
  grid(pen, ticks, throughput, (value) => quantity(value, 'count').figure, width, theme);
  grid(pen, logTicks(low, high, 4), wait, (value) => inWords(quantity(value, 'ms', 2)), width, theme);
  sizes(pen, steps, tuning.knee, x, width, theme);
  const done = steps.map((step) => ({
    step,
    x: x(step.size),
    y: throughput(step.throughput),
    words: quantity(step.throughput, 'count').figure,
  }));
  const waited = steps.flatMap((step) =>
    step.waitMsP95 === null
      ? []
      : [
          {
            step,
            x: x(step.size),
            y: wait(step.waitMsP95),
            words: inWords(quantity(step.waitMsP95, 'ms', step.waitMsP95 < 1 ? 2 : 3)),
          },
        ],
  );
  for (const points of [done, waited]) {
    drawBetween(pen, points, theme);
    drawPoints(
      pen,
      points,
      points === done
        ? { knee: tuning.knee, width, top, bottom: top + throughputHeight }
        : { knee: tuning.knee, width, top: waitTop, bottom },
      theme,
    );
  }
}

function sizeScale(steps: readonly PoolStep[], width: number): Scale {
  const low = steps[0]?.size ?? 1;
  const high = steps.at(-1)?.size ?? 1;
  const inner = width - left - right - 16;
  return (size) => (high > low ? left + 8 + (Math.log(size / low) / Math.log(high / low)) * inner : left + inner / 2);
}

function title(pen: Pen, words: string, y: number, theme: Theme): void {
  pen.font = `11px ${theme.family}`;
  pen.textAlign = 'left';
  pen.fillStyle = theme.foreground;
  pen.fillText(words, left, y + 2);
}

function grid(
  pen: Pen,
  ticks: readonly number[],
  y: Scale,
  words: (value: number) => string,
  width: number,
  theme: Theme,
): void {
  pen.font = `11px ${theme.family}`;
  pen.textAlign = 'right';
  for (const tick of ticks) {
    hairLine(pen, { x0: left, x1: width - right + 8, y0: y(tick), y1: y(tick) }, theme.color('grid'));
    pen.fillStyle = theme.color('dim');
    pen.fillText(words(tick), left - 8, y(tick) + 4);
  }
}

function sizes(pen: Pen, steps: readonly PoolStep[], knee: number | null, x: Scale, width: number, theme: Theme): void {
  hairLine(pen, { x0: left, x1: width - right + 8, y0: bottom, y1: bottom }, theme.color('grid'));
  pen.font = `11px ${theme.family}`;
  pen.textAlign = 'left';
  pen.fillStyle = theme.foreground;
  pen.fillText('Size', 0, bottom + 17);
  pen.textAlign = 'center';
  for (const { size } of steps) {
    hairLine(pen, { x0: x(size), x1: x(size), y0: bottom, y1: bottom + 4 }, theme.color('dim'));
    pen.fillStyle = size === knee ? theme.foreground : theme.color('dim');
    pen.fillText(String(size), x(size), bottom + 17);
  }
}

/** The range in which the knee lies as a band, the knee as a line, and both in words. */
function drawKneeBand(pen: Pen, { knee, kneeRange, steps }: PoolTuning, x: Scale, width: number, theme: Theme): void {
  if (knee === null) return;
  const known = steps.map(({ size }) => size);
  const within = (size: number) => x(Math.min(Math.max(...known), Math.max(Math.min(...known), size)));
  if (kneeRange !== null && kneeRange[0] < kneeRange[1]) {
    const from = within(kneeRange[0]);
    pen.fillStyle = theme.color('grid');
    pen.globalAlpha = 0.65;
    pen.fillRect(from, top - 6, within(kneeRange[1]) - from, bottom - top + 6);
    pen.globalAlpha = 1;
  }
  const at = x(knee);
  hairLine(pen, { x0: at, x1: at, y0: top - 6, y1: bottom }, theme.foreground);
  const range = kneeRange === null || kneeRange[0] === kneeRange[1] ? '' : ` (${kneeRange[0]}–${kneeRange[1]})`;
  pen.font = `11px ${theme.family}`;
  const words = `knee at ${knee}${range}`;
  const isAtEnd = at + 6 + pen.measureText(words).width > width;
  pen.textAlign = isAtEnd ? 'right' : 'left';
  pen.fillStyle = theme.foreground;
  pen.fillText(words, isAtEnd ? at - 6 : at + 6, top - 10);
}

/** Between two sizes nothing was measured: the line there is dashed, and passes by what is not valid. */
function drawBetween(pen: Pen, points: readonly Point[], theme: Theme): void {
  pen.save();
  pen.setLineDash([4, 3]);
  pen.strokeStyle = theme.color('rss');
  pen.lineWidth = 1.25;
  pen.beginPath();
  for (const [index, { x, y }] of points.filter(({ step }) => step.isValid).entries()) {
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.stroke();
  pen.restore();
}

type PlotAbout = {
  readonly knee: number | null;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
};

function drawPoints(
  pen: Pen,
  points: readonly Point[],
  { knee, width, top: plotTop, bottom: plotBottom }: PlotAbout,
  theme: Theme,
): void {
  pen.font = `11px ${theme.code}`;
  const labelled = points.map(({ x, y, words }) => ({ x, y, width: pen.measureText(words).width }));
  const bounds = { left: left - 4, right: width, top: plotTop - 10, bottom: plotBottom };
  const kneeLine = points.flatMap(({ step, x }) => (step.size === knee ? [x] : []));
  const places = labelPlaces(labelled, bounds, kneeLine);
  pen.textAlign = 'left';
  for (const [index, { x, y, step, words }] of points.entries()) {
    drawPoint(pen, { x, y }, step, step.size === knee, theme);
    const place = places[index] ?? null;
    // Where there is no room the words are left out: the table has them.
    if (place === null) continue;
    pen.fillStyle = step.isValid ? theme.foreground : theme.color('dim');
    pen.fillText(words, place.x, place.y);
  }
}

function drawPoint(pen: Pen, { x, y }: Pick<Point, 'x' | 'y'>, step: PoolStep, isKnee: boolean, theme: Theme): void {
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme.color(step.isValid ? 'pool' : 'rss');
  if (!step.isValid) return cross(pen, x, y);
  pen.fillStyle = isKnee ? theme.color('pool') : theme.background;
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fill();
  pen.stroke();
}

function cross(pen: Pen, x: number, y: number): void {
  pen.beginPath();
  pen.moveTo(x - 3.5, y - 3.5);
  pen.lineTo(x + 3.5, y + 3.5);
  pen.moveTo(x + 3.5, y - 3.5);
  pen.lineTo(x - 3.5, y + 3.5);
  pen.stroke();
}
