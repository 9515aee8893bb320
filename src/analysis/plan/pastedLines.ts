/*
 * What programs put around a plan that is copied from them: frames and headings of tables, quotes, counts of rows, and
 * line ends where there was no more room.
 */

const frameLine = /^[\s+\-=_|\u2500-\u257F]*$/;
const title = /^\s*"?QUERY PLAN"?\s*$/i;
const rowCount = /^\s*\(\d+ \p{L}+\)\s*$/u;
const timing = /^\s*\p{L}+: [\d.,]+ (?:ms|мс)(?: \([\d:.,]+\))?\s*$/u;
/** Marks by which psql says that a cell goes on in the next line. */
const goesOn = /\s*[+↵]\s*$/u;

/** A cell of a table without its frame: `| Seq Scan on t |`, `│ … │`. */
function withoutFrame(line: string): string {
  const framed = /^\s*[|│](.*)[|│]\s*$/u.exec(line);
  return framed?.[1] ?? line;
}

/** Lines that were cut by the width of a table begin with a dot where they go on, and end with one: psql's `wrapped`. */
function unwrappedCells(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const mark = /[.…]$/u.exec(line.trimEnd());
    const more = /^\s?[.…]/u.exec(line);
    const last = joined.at(-1);
    const own = line.trimEnd().slice(0, mark === null ? undefined : -1);
    if (isOpen && last !== undefined && more !== null) joined[joined.length - 1] = last + own.slice(more[0].length);
    else joined.push(mark === null ? line : own);
    isOpen = mark !== null;
  }
  return joined;
}

function isWrappedTable(lines: readonly string[]): boolean {
  return lines.some((line, place) => /[.…]$/u.test(line.trimEnd()) && /^\s?[.…]/u.test(lines[place + 1] ?? ''));
}

/** The lines of a plan alone: without frames, headings, quotes, tabs and what a program says beside it. */
export function bareLines(text: string): readonly string[] {
  const lines = text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => withoutFrame(line.replaceAll('\t', '        ').replaceAll('\u00A0', ' ')));
  const cells = lines.filter(
    (line) =>
      (!frameLine.test(line) && !title.test(line) && !rowCount.test(line) && !timing.test(line)) ||
      /^\s*(Planning|Execution) Time/.test(line),
  );
  const whole = isWrappedTable(cells) ? unwrappedCells(cells) : cells;
  // A single sign may belong to a condition that was cut there; those of a table stand at nearly every line.
  const isOneCell = whole.filter((line) => goesOn.test(line)).length > whole.length / 2;
  const bare = isOneCell ? whole.map((line) => line.replace(goesOn, '')) : whole;
  const isQuoted = bare.length > 0 && bare.every((line) => /^\s*".*"\s*$/.test(line));
  return isQuoted ? bare.map((line) => line.trim().slice(1, -1).replaceAll('""', '"')) : bare;
}

const arrow = /^\s*->  ?\S/;
const figures = /\S\s+\((?:cost=|actual (?:time|rows)=|never executed\))/;
const property = /^\s*[A-Z][A-Za-z0-9/ -]*: /;
const heading = /^\s*(?:(?:InitPlan|SubPlan) \d+(?: \(returns .*\))?|CTE \S+)\s*$/;
const below = /^\s*(?:Planning|JIT|Trigger .*):/;

/** True where a line is that of a node. */
export function isNodeLine(line: string): boolean {
  return arrow.test(line) || (figures.test(line) && /^\s*[A-Z]/.test(line));
}

/** True where a line begins something by its looks; else it may go on from the line before, which had no more room. */
function beginsItem(line: string): boolean {
  return arrow.test(line) || heading.test(line) || below.test(line) || property.test(line);
}

/**
 * Puts lines together that were cut where there was no more room. A text that was cut at a column goes on without a
 * blank; one that was cut between words with one.
 */
export function unwrappedLines(lines: readonly string[]): readonly string[] {
  const widest = Math.max(0, ...lines.map((line) => line.length));
  const joined: { text: string; width: number }[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last === undefined || beginsItem(line) || (isNodeLine(line) && isWhole(last.text))) {
      joined.push({ text: line, width: line.length });
      continue;
    }
    const isCutAtColumn = last.width >= widest - 1;
    last.text += isCutAtColumn ? line : ` ${line.trimStart()}`;
    last.width = line.length;
  }
  return joined.map(({ text }) => text.trimEnd());
}

/** True where every bracket of a line is closed. */
function isWhole(line: string): boolean {
  return line.split('(').length === line.split(')').length;
}
