import type { Change } from '../../protocol/advice.ts';
import { Failure } from '../../protocol/failures.ts';

export type Replacement = Extract<Change, { readonly kind: 'replace' }>;

/** A text after some of its parts were replaced, and each replacement with the place where its text stood. */
export type ReplacedText = { readonly text: string; readonly replacements: readonly Replacement[] };

const mark = '\uFEFF';

/** Where a line and column, both from 1, are in a text. A byte-order mark is no column. Undefined past the end. */
function offsetOf(text: string, line: number, column: number): number | undefined {
  let start = text.startsWith(mark) ? mark.length : 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  const offset = start + column - 1;
  return offset <= text.length ? offset : undefined;
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(text.startsWith(mark) ? mark.length : 0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: before.length - lastBreak };
}

/** The text with the line ends of the file it goes into. */
const withEndsOf = (file: string, text: string) =>
  file.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text.replaceAll('\r\n', '\n');

/** Where a text stands: at its place, or where it is found exactly once. Undefined where neither is so. */
function standsAt(text: string, wanted: string, line: number, column: number): number | undefined {
  const there = offsetOf(text, line, column);
  if (there !== undefined && text.startsWith(wanted, there)) return there;
  if (wanted === '') return undefined;
  const first = text.indexOf(wanted);
  return first >= 0 && text.indexOf(wanted, first + 1) < 0 ? first : undefined;
}

function conflict(file: string, line: number, wanted: string): Failure {
  const shown = wanted.trim().split(/\r?\n/, 1)[0] ?? '';
  return new Failure(
    'changeConflict',
    shown === ''
      ? `${file} was changed: where line ${line} was cannot be told any more`
      : `${file} was changed: \`${shown.slice(0, 80)}\` stands neither at line ${line} nor exactly once elsewhere`,
  );
}

const byPlace = (a: Replacement, b: Replacement) => a.line - b.line || a.column - b.column;

/**
 * Replaces parts of one file's text. All places are those of the text as it is; the last is replaced first, so that they
 * stay true. A text that no longer stands at its place is taken where it is found exactly once. Throws the Failure
 * `changeConflict` where that is not so, and where two replacements touch the same text.
 */
export function replacedText(text: string, replacements: readonly Replacement[]): ReplacedText {
  const found = replacements.map((replacement) => {
    const before = withEndsOf(text, replacement.before);
    const start = standsAt(text, before, replacement.line, replacement.column);
    if (start === undefined) throw conflict(replacement.file, replacement.line, before);
    return { replacement, before, start, after: withEndsOf(text, replacement.after) };
  });
  const ordered = found.toSorted((a, b) => a.start - b.start);
  for (const [index, { replacement, start }] of ordered.entries()) {
    const previous = ordered[index - 1];
    if (previous !== undefined && previous.start + previous.before.length > start)
      throw conflict(replacement.file, replacement.line, replacement.before);
  }
  let next = text;
  for (const { start, before, after } of ordered.toReversed())
    next = next.slice(0, start) + after + next.slice(start + before.length);
  return {
    text: next,
    replacements: ordered.map(({ replacement, before, after, start }) => ({
      ...replacement,
      ...placeOf(text, start),
      before,
      after,
    })),
  };
}

/**
 * Takes replacements back: each text that was put in gives way to what it replaced. The first is taken back first, so
 * that the places of those behind it, which are of the text before all of them, come true again. In a text that was
 * changed elsewhere each must still stand at its place or exactly once; else the Failure `changeConflict` is thrown.
 */
export function takenBack(text: string, replacements: readonly Replacement[]): string {
  let next = text;
  for (const { file, line, column, before, after } of replacements.toSorted(byPlace)) {
    const asWritten = standsAt(next, after, line, column);
    // The line ends of the whole file may be others since.
    const ends = asWritten === undefined ? (part: string) => withEndsOf(text, part) : (part: string) => part;
    const start = asWritten ?? standsAt(next, ends(after), line, column);
    if (start === undefined) throw conflict(file, line, after);
    next = next.slice(0, start) + ends(before) + next.slice(start + ends(after).length);
  }
  return next;
}
