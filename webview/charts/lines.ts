import type { Points } from './decimate.ts';

export type Scales = { readonly x: (at: number) => number; readonly y: (value: number) => number };

/** Draws a line of 1.25 px over its wash down to `base`; unknown stretches stay empty. */
export function drawLine(
  pen: CanvasRenderingContext2D,
  points: Points,
  scales: Scales,
  look: { readonly color: string; readonly wash: number; readonly base: number },
): void {
  let from = 0;
  while (from < points.length) {
    while (from < points.length && Number.isNaN(points.value[from] ?? NaN)) from += 1;
    let to = from;
    while (to < points.length && !Number.isNaN(points.value[to] ?? NaN)) to += 1;
    if (to > from) drawStretch(pen, points, from, to, scales, look);
    from = to;
  }
}

function drawStretch(
  pen: CanvasRenderingContext2D,
  points: Points,
  from: number,
  to: number,
  scales: Scales,
  look: { readonly color: string; readonly wash: number; readonly base: number },
): void {
  const path = new Path2D();
  const x = (index: number) => scales.x(points.at[index] ?? 0);
  const y = (index: number) => scales.y(points.value[index] ?? 0);
  path.moveTo(x(from), y(from));
  for (let index = from + 1; index < to; index += 1) path.lineTo(x(index), y(index));
  if (to - from === 1) path.lineTo(x(from) + 1, y(from));
  if (look.wash > 0) {
    const area = new Path2D(path);
    area.lineTo(x(to - 1), look.base);
    area.lineTo(x(from), look.base);
    area.closePath();
    pen.globalAlpha = look.wash;
    pen.fillStyle = look.color;
    pen.fill(area);
    pen.globalAlpha = 1;
  }
  pen.lineWidth = 1.25;
  pen.lineJoin = 'round';
  pen.strokeStyle = look.color;
  pen.stroke(path);
}
