import type { TimeRange } from './timeRange.ts';
import type { Theme } from './theme.ts';

/** A stretch that is left out of the figures, and why. Its ends belong to it. */
export type LeftOut = TimeRange & { readonly name: string };

const widthMin = 6;
const spacing = 6;

/** Covers a stretch of a chart with slanting lines: what would stand there is left out. Short ones stay to be seen. */
export function drawHatch(
  pen: CanvasRenderingContext2D,
  box: { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number },
  theme: Theme,
): void {
  const width = Math.max(widthMin, Math.round(box.x1 - box.x0));
  const left = Math.round((box.x0 + box.x1 - width) / 2);
  const height = box.y1 - box.y0;
  pen.save();
  pen.beginPath();
  pen.rect(left, box.y0, width, height);
  pen.clip();
  pen.fillStyle = theme.background;
  pen.fillRect(left, box.y0, width, height);
  pen.beginPath();
  for (let y = box.y0; y < box.y1 + width; y += spacing) {
    pen.moveTo(left, y);
    pen.lineTo(left + width, y - width);
  }
  pen.strokeStyle = theme.color('dim');
  pen.lineWidth = 1;
  pen.stroke();
  pen.restore();
}
