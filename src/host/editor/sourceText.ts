import type { Place } from '../../protocol/places.ts';
import { sourceHash } from '../places/placesWork.ts';

/** Where a place is in a text that may have changed since it was found. Lines and characters count from 0. */
export type PlaceNow = {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** The text is not the one the place was found in. */
  readonly isStale: boolean;
};

const wordAt = (line: string, symbol: string): number => {
  const found = new RegExp(`(?<![\\w$])${symbol.replace(/[^\w]/g, '\\$&')}(?![\\w$])`, 'u').exec(line);
  return found === null ? -1 : found.index;
};

/** How many lines up and down a symbol is looked for that is no longer on its line. */
const reach = 200;

/** The line nearest to `line` that has the symbol, or `line` itself within the text. */
function nearestLine(lines: readonly string[], line: number, symbol: string): number {
  for (let distance = 0; distance <= reach; distance += 1) {
    for (const candidate of [line + distance, line - distance]) {
      if (wordAt(lines[candidate] ?? '', symbol) >= 0) return candidate;
    }
  }
  return Math.min(line, Math.max(0, lines.length - 1));
}

/**
 * Finds the place in the text of its file. In another text than it was found in, the nearest line with the same name is
 * taken. Time grows with the text.
 */
export function placeNow(place: Place, text: string): PlaceNow {
  const lines = text.split(/\r?\n/);
  const isStale = place.sourceHash !== undefined && place.sourceHash !== sourceHash(text);
  const { symbol } = place;
  const was = place.line - 1;
  const line =
    isStale && symbol !== undefined ? nearestLine(lines, was, symbol) : Math.min(was, Math.max(0, lines.length - 1));
  const content = lines[line] ?? '';
  const word = symbol === undefined ? -1 : wordAt(content, symbol);
  if (word >= 0 && symbol !== undefined) return { line, start: word, end: word + symbol.length, isStale };
  const start = Math.max(0, content.search(/\S/));
  return {
    line,
    start: Math.min(Math.max(start, isStale ? start : place.column - 1), content.length),
    end: content.length,
    isStale,
  };
}

/**
 * The line at which a statement is handed over, from 0: where it begins on a line of its own inside a template, that is
 * the line on which the template is opened.
 */
export function callSite(
  lines: readonly string[],
  { line, column }: Pick<Place, 'line' | 'column'>,
): { readonly line: number; readonly character: number } {
  const before = (lines[line - 1] ?? '').slice(0, column - 1);
  if (before.trim() !== '') return { line: line - 1, character: column - 1 };
  for (let above = line - 2; above >= 0; above -= 1) {
    const text = (lines[above] ?? '').trimEnd();
    if (text === '') continue;
    return /["'`]$/.test(text)
      ? { line: above, character: text.length - 1 }
      : { line: line - 1, character: column - 1 };
  }
  return { line: line - 1, character: column - 1 };
}

/** As `placeNow`, for what is said of a statement: where it is handed over, up to the end of that line. */
export function statementPlaceNow(place: Place, text: string): PlaceNow {
  const at = placeNow(place, text);
  const lines = text.split(/\r?\n/);
  const site = callSite(lines, { line: at.line + 1, column: at.start + 1 });
  if (site.line === at.line) return at;
  const content = lines[site.line] ?? '';
  return { ...at, line: site.line, start: Math.max(0, content.search(/\S/)), end: content.length };
}
