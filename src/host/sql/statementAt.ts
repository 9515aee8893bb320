import { Failure } from '../../protocol/failures.ts';
import type { BrokenStatement, FoundSql, FoundStatement, Stretch } from './findSql.ts';
import { lineStarts } from './sqlText.ts';

/** A place in a source, from 1; without a column the whole line. */
export type AskedPlace = { readonly line: number; readonly column: number | null };

type Found =
  | { readonly kind: 'statement'; readonly found: FoundStatement }
  | { readonly kind: 'broken'; readonly found: BrokenStatement };

const length = ({ start, end }: Stretch) => end - start;
const meets = (one: Stretch, other: Stretch) => one.start < other.end && other.start < one.end;

/** The failure of a text that is meant to be SQL: the parser's words at `file:line:column`. */
function brokenFailure({ message, place }: BrokenStatement): Failure {
  return new Failure('statementFailed', `${place.file}:${place.line}:${place.column}: ${message}`, undefined, place);
}

/** Of those that stand there: the innermost, then the one whose own text is there or follows next. */
function nearest(found: readonly Found[], at: Stretch): Found | undefined {
  const distance = (one: Found) => {
    const own = one.kind === 'statement' ? one.found.own : one.found.outer;
    return meets(own, at) ? 0 : own.start >= at.start ? own.start - at.start : Number.MAX_SAFE_INTEGER;
  };
  return found
    .filter(({ found: { outer } }) => meets(outer, at))
    .toSorted((one, other) => {
      const sizes = length(one.found.outer) - length(other.found.outer);
      return sizes === 0 ? distance(one) - distance(other) : sizes;
    })[0];
}

/** The first that begins or stands on the line. */
function firstOn(found: readonly Found[], line: Stretch): Found | undefined {
  const startOf = (one: Found) => (one.kind === 'statement' ? one.found.own.start : one.found.outer.start);
  const there = found.filter((one) => meets(one.kind === 'statement' ? one.found.own : one.found.outer, line));
  return there.toSorted((one, other) => startOf(one) - startOf(other))[0] ?? nearest(found, line);
}

/**
 * The statement at a place of a source. Throws the Failures `statementNotFound`, and `statementFailed` where what
 * stands there cannot be parsed.
 */
export function statementAt(sql: FoundSql, text: string, file: string, { line, column }: AskedPlace): FoundStatement {
  const starts = lineStarts(text);
  const start = starts[line - 1];
  const all: readonly Found[] = [
    ...sql.statements.map((found) => ({ kind: 'statement', found }) as const),
    ...sql.broken.map((found) => ({ kind: 'broken', found }) as const),
  ];
  if (start === undefined) throw new Failure('statementNotFound', `${file} has no line ${line}`);
  const lineEnd = (starts[line] ?? text.length + 1) - 1;
  const whole = { start, end: Math.max(lineEnd, start + 1) };
  const at = column === null ? null : { start: start + column - 1, end: start + column };
  const found = (at === null ? undefined : nearest(all, at)) ?? firstOn(all, whole);
  if (found === undefined) throw new Failure('statementNotFound', `there is no SQL statement at ${file}:${line}`);
  if (found.kind === 'broken') throw brokenFailure(found.found);
  return found.found;
}
