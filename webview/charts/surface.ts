/** Sizes a canvas for the screen and gives its pen, scaled to CSS pixels and cleared. Null where it has no size. */
export function penOf(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const scale = window.devicePixelRatio || 1;
  const across = Math.round(width * scale);
  const down = Math.round(height * scale);
  if (across < 1 || down < 1) return null;
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** A horizontal or vertical hair line, on whole pixels. */
export function hairLine(
  pen: CanvasRenderingContext2D,
  line: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number },
  color: string,
  dash: readonly number[] = [],
): void {
  const crisp = (value: number) => Math.round(value) + 0.5;
  pen.save();
  pen.beginPath();
  pen.setLineDash([...dash]);
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  if (line.x0 === line.x1) {
    pen.moveTo(crisp(line.x0), line.y0);
    pen.lineTo(crisp(line.x1), line.y1);
  } else {
    pen.moveTo(line.x0, crisp(line.y0));
    pen.lineTo(line.x1, crisp(line.y1));
  }
  pen.stroke();
  pen.restore();
}

/** The text, cut with an ellipsis where it is wider than `room`; empty where not even three letters fit. */
export function fitted(pen: CanvasRenderingContext2D, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (pen.measureText(`${text.slice(0, middle).trimEnd()}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low < 3 ? '' : `${text.slice(0, low).trimEnd()}…`;
}
