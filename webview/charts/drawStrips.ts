import type { Unit } from '../../src/protocol/units.ts';
import { clock, clockSeconds } from '../format/moments.ts';
import type { Points } from './decimate.ts';
import { extent } from './decimate.ts';
import { drawLine } from './lines.ts';
import { hairLine } from './surface.ts';
import type { ColorName, Theme } from './theme.ts';
import { timeTicks } from './ticks.ts';

/** Heights of the parts of a strip chart, in pixels. */
export const stripHeights = { marks: 18, strip: 32, times: 20 } as const;

/** A thing that happened, as a dashed line through all charts of a tab. */
export type Mark = { readonly at: number; readonly name: string };

export type Strip = {
  readonly name: string;
  readonly unit: Unit;
  readonly color: ColorName;
  readonly points: Points;
  /** The least span of values drawn, so that noise does not look like news; `fromZero` keeps zero at the bottom. */
  readonly spanMin: number;
  readonly fromZero: boolean;
};

export type StripsPicture = {
  readonly width: number;
  readonly fromAt: number;
  readonly toAt: number;
  readonly strips: readonly Strip[];
  readonly marks: readonly Mark[];
};

/** The lowest and highest value a strip shows. */
export function stripRange(strip: Strip): { readonly low: number; readonly high: number } {
  const found = extent(strip.points);
  if (found === null) return { low: 0, high: strip.spanMin };
  if (strip.fromZero) return { low: 0, high: Math.max(strip.spanMin, found.high * 1.05) };
  const span = Math.max(strip.spanMin, (found.high - found.low) * 1.3);
  const middle = (found.high + found.low) / 2;
  const low = Math.max(0, middle - span / 2);
  return { low, high: low + span };
}

/** Draws strips below each other on one axis of time. */
export function drawStrips(pen: CanvasRenderingContext2D, picture: StripsPicture, theme: Theme): void {
  const { width, fromAt, toAt, strips } = picture;
  const { marks: top, strip: rowHeight } = stripHeights;
  const bottom = top + strips.length * rowHeight;
  const x = (at: number) => ((at - fromAt) / (toAt - fromAt)) * width;
  for (const [index, strip] of strips.entries()) {
    const y0 = top + index * rowHeight;
    const base = y0 + rowHeight - 1;
    const { low, high } = stripRange(strip);
    const y = (value: number) => base - 3 - ((value - low) / (high - low)) * (rowHeight - 8);
    hairLine(pen, { x0: 0, x1: width, y0: base, y1: base }, theme.color('grid'));
    drawLine(pen, strip.points, { x, y }, { color: theme.color(strip.color), wash: theme.wash, base });
  }
  drawMarks(pen, picture, x, bottom, theme);
  drawTimes(pen, { width, fromAt, toAt, y: bottom }, theme);
}

/** Names along the top keep clear of each other; the later one wins, since it is nearer to now. */
function drawMarks(
  pen: CanvasRenderingContext2D,
  picture: StripsPicture,
  x: (at: number) => number,
  bottom: number,
  theme: Theme,
): void {
  pen.font = `11px ${theme.family}`;
  let free = picture.width;
  const inSight = picture.marks.filter(({ at }) => at >= picture.fromAt && at <= picture.toAt);
  for (const { at, name } of [...inSight].sort((a, b) => b.at - a.at)) {
    const middle = x(at);
    hairLine(pen, { x0: middle, x1: middle, y0: stripHeights.marks - 4, y1: bottom }, theme.lines, [2, 3]);
    const half = pen.measureText(name).width / 2;
    const center = Math.min(Math.max(middle, half), free - half);
    if (center + half < middle - 1 || center - half < 0) continue;
    pen.fillStyle = theme.color('dim');
    pen.textAlign = 'center';
    pen.fillText(name, center, 10);
    free = center - half - 8;
  }
}

/** Times below a chart: as many as fit, at round moments. */
export function drawTimes(
  pen: CanvasRenderingContext2D,
  axis: { readonly width: number; readonly fromAt: number; readonly toAt: number; readonly y: number },
  theme: Theme,
): void {
  const { width, fromAt, toAt, y } = axis;
  const { step, at } = timeTicks(fromAt, toAt, width / 88);
  const name = step < 60_000 ? clockSeconds : clock;
  pen.font = `11px ${theme.family}`;
  pen.fillStyle = theme.color('dim');
  for (const tick of at) {
    const middle = ((tick - fromAt) / (toAt - fromAt)) * width;
    hairLine(pen, { x0: middle, x1: middle, y0: y - 1, y1: y + 3 }, theme.color('grid'));
    const half = pen.measureText(name(tick)).width / 2;
    pen.textAlign = 'center';
    pen.fillText(name(tick), Math.min(Math.max(middle, half), width - half), y + 15);
  }
}
