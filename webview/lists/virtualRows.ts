/** Rows that are open, in order: below row `index` stand `lines` more lines. */
export type OpenRow = { readonly index: number; readonly lines: number };

/** A line on the screen: a row, or one of the lines below an open row. */
export type Line = { readonly row: number; readonly isDetail: boolean };

/** The height of a list in lines. */
export function lineCount(total: number, open: readonly OpenRow[]): number {
  return total + open.reduce((sum, { lines }) => sum + lines, 0);
}

/** The line on which a row stands, counted from zero. */
export function lineOfRow(row: number, open: readonly OpenRow[]): number {
  let line = row;
  for (const { index, lines } of open) if (index < row) line += lines;
  return line;
}

/** The row that a line belongs to: the row itself, or the open row it stands below. */
export function rowAtLine(line: number, open: readonly OpenRow[]): Line {
  let before = 0;
  for (const { index, lines } of open) {
    const at = index + before;
    if (line <= at) break;
    if (line <= at + lines) return { row: index, isDetail: true };
    before += lines;
  }
  return { row: line - before, isDetail: false };
}

/** Rows that have a line in sight between two heights in pixels, and some above and below for a steady scroll. */
export function rowsInSight(
  view: { readonly top: number; readonly height: number; readonly lineHeight: number; readonly spare: number },
  total: number,
  open: readonly OpenRow[],
): { readonly start: number; readonly end: number } {
  const firstLine = Math.max(0, Math.floor(view.top / view.lineHeight) - view.spare);
  const lastLine = Math.ceil((view.top + view.height) / view.lineHeight) + view.spare;
  const start = Math.min(total, rowAtLine(firstLine, open).row);
  return { start, end: Math.min(total, rowAtLine(lastLine, open).row + 1) };
}

/** Where to scroll so that a stretch of lines is in sight, moving as little as possible. */
export function scrollFor(
  stretch: { readonly top: number; readonly height: number },
  view: { readonly top: number; readonly height: number },
): number {
  if (stretch.top < view.top) return stretch.top;
  const below = stretch.top + stretch.height - (view.top + view.height);
  return below > 0 ? Math.min(stretch.top, view.top + below) : view.top;
}
