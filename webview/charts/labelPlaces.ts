/** A point with the width of what is to be said beside it, in pixels. */
export type Labelled = { readonly x: number; readonly y: number; readonly width: number };

/** Where a label begins (left end of its base line). Null where there is no room for it. */
export type LabelPlace = { readonly x: number; readonly y: number } | null;

type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

const letterHeight = 10;
const reach = 6;

const overlaps = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function touchesLine(box: Box, from: Labelled, to: Labelled): boolean {
  const steps = 12;
  for (let step = 0; step <= steps; step += 1) {
    const x = from.x + ((to.x - from.x) * step) / steps;
    const y = from.y + ((to.y - from.y) * step) / steps;
    if (x > box.left - 1 && x < box.right + 1 && y > box.top - 1 && y < box.bottom + 1) return true;
  }
  return false;
}

/**
 * Places for labels beside points of a line: above or below, right or left, wherever no point, no piece of the line and
 * no other label lies. `bounds` is the plot; `uprights` are lines from top to bottom. Square in points, of which there are few.
 */
export function labelPlaces(
  points: readonly Labelled[],
  bounds: Box,
  uprights: readonly number[],
): readonly LabelPlace[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - reach,
    right: x + reach,
    top: y - reach,
    bottom: y + reach,
  }));
  for (const x of uprights) taken.push({ left: x - 1, right: x + 2, top: bounds.top, bottom: bounds.bottom });
  return points.map(({ x, y, width }) => {
    const places = [
      { x: x + 8, y: y - 8 },
      { x: x + 8, y: y + 16 },
      { x: x - 8 - width, y: y - 8 },
      { x: x - 8 - width, y: y + 16 },
      { x: x - width / 2, y: y - 10 },
      { x: x - width / 2, y: y + 18 },
    ];
    for (const place of places) {
      const box = { left: place.x, right: place.x + width, top: place.y - letterHeight, bottom: place.y + 2 };
      const isWithin =
        box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top && box.bottom <= bounds.bottom;
      if (!isWithin || taken.some((other) => overlaps(box, other))) continue;
      if (points.some((from, index) => crosses(box, from, points[index + 1]))) continue;
      taken.push(box);
      return place;
    }
    return null;
  });
}

function crosses(box: Box, from: Labelled, to: Labelled | undefined): boolean {
  return to !== undefined && touchesLine(box, from, to);
}
