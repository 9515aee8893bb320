import { quoted } from '../../analysis/advice/indexCandidate.ts';
import type { Hole } from './sqlCandidates.ts';
import { SqlSyntaxError, type SqlParser } from './sqlParser.ts';
import { sqlTextOf, type SqlText, type TextPart } from './sqlText.ts';

/** A text that the parser takes, and what its parameters stand for in the source. */
export type ReadableText = SqlText & {
  readonly statements: ReturnType<SqlParser['statements']>;
  /** Source texts of parameters, by number. */
  readonly parameters: ReadonlyMap<number, string>;
};

/** A text that the parser does not take, however its holes are read; `offset` is in the text. */
export type UnreadableText = SqlText & { readonly error: SqlSyntaxError };

type Piece = TextPart | Hole;
/**
 * How a hole is read: as a value, as the name of a table or column, as a list of values in brackets, as columns with
 * their values (for INSERT or for UPDATE), or as a part that may be left out.
 */
type Reading = 'value' | 'name' | 'list' | 'row' | 'assignments' | 'gone';

const attemptsMax = 50;

function isHole(piece: Piece): piece is Hole {
  return 'source' in piece;
}

/** The name that a hole may stand for: `users` of `users`, `users.id` of `users.id`, `x` of `sql.identifier('x')`. */
function nameIn(source: string): string | null {
  if (/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*){0,2}$/.test(source))
    return source
      .replace(/^this\./, '')
      .split('.')
      .map(quoted)
      .join('.');
  const [, named] = /^[\w$.]+\(\s*['"`]([^'"`]+)['"`]\s*\)$/.exec(source) ?? [];
  if (named !== undefined) return named;
  const [, listed] = /^[\w$.]+\(\s*\[\s*((?:'[^']+'\s*,?\s*|"[^"]+"\s*,?\s*)+)\]\s*\)$/.exec(source) ?? [];
  if (listed !== undefined)
    return [...listed.matchAll(/['"]([^'"]+)['"]/g)].map(([, part = '']) => quoted(part)).join('.');
  const [, called] = /^[\w$.]+\(\s*([A-Za-z_$][\w$]*)\s*\)$/.exec(source) ?? [];
  return called === undefined ? null : nameIn(called);
}

/** The columns that a row is written to: those of `sql(user, 'name', 'age')`. */
function columnsIn(source: string): readonly string[] {
  const [, names = ''] = /^[\w$.]+\(\s*[\w$.]+\s*((?:,\s*(?:'\w+'|"\w+")\s*)+)\)$/.exec(source) ?? [];
  return [...names.matchAll(/['"](\w+)['"]/g)].map(([, name = '']) => name);
}

const looksLikePart = /where|filter|clause|condition|order|limit|join|fragment|part|`|\?|&&|\|\|/i;

/** What is before a place where a name is expected. */
const beforeName =
  /(?:\b(?:from|join|into|update|table|by|on|select|and|or|where|distinct|set|returning|only|as|lateral|using)|[,.(=<>*+-])\s*$/i;

function readingAfterValue(hole: Hole, before: string): Reading {
  if (/\bin\s*$/i.test(before)) return 'list';
  if (/\binsert\s+into\s+[\w".$]+\s*$/i.test(before) && columnsIn(hole.source).length > 0) return 'row';
  if (/\bset\s*$/i.test(before) && columnsIn(hole.source).length > 0) return 'assignments';
  if (nameIn(hole.source) === null) return 'gone';
  if (/["']$/.test(before) || (beforeName.test(before) && !looksLikePart.test(hole.source))) return 'name';
  return 'gone';
}

/** The largest `$n` that the text itself has: holes are numbered after it. */
function highestNumber(pieces: readonly Piece[]): number {
  const numbers = pieces.flatMap((piece) =>
    isHole(piece) ? [] : [...piece.text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)),
  );
  return Math.max(0, ...numbers);
}

type Assembled = SqlText & {
  readonly holes: readonly { readonly hole: Hole; readonly at: number; readonly end: number }[];
};

function assembled(pieces: readonly Piece[], readings: ReadonlyMap<Hole, Reading>): Assembled {
  const holes: { hole: Hole; at: number; end: number }[] = [];
  let number = highestNumber(pieces);
  let length = 0;
  const parts = pieces.map((piece): TextPart => {
    const text = isHole(piece) ? textOf(piece) : piece.text;
    if (isHole(piece)) holes.push({ hole: piece, at: length, end: length + text.length });
    length += text.length;
    return isHole(piece) ? { text, from: piece.start, step: 0 } : piece;
  });
  function textOf(hole: Hole): string {
    const reading = readings.get(hole);
    if (reading === 'gone') return '';
    if (reading === 'name') return nameIn(hole.source) ?? '';
    if (reading === 'row') {
      const columns = columnsIn(hole.source);
      const values = columns.map((_column, place) => `$${number + place + 1}`);
      number += columns.length;
      return `(${columns.map(quoted).join(', ')}) values (${values.join(', ')})`;
    }
    if (reading === 'assignments') {
      const set = columnsIn(hole.source).map((column, place) => `${quoted(column)} = $${number + place + 1}`);
      number += set.length;
      return set.join(', ');
    }
    if (reading === 'list') {
      number += 1;
      return `($${number})`;
    }
    number += 1;
    return `$${number}`;
  }
  return { ...sqlTextOf(parts), holes };
}

/** Members of what is read as a table are its columns: `users.id` once `users` is a name. */
function columnsOf(table: Hole, pieces: readonly Piece[]): readonly Hole[] {
  const name = /^[A-Za-z_$][\w$]*$/.test(table.source) ? table.source : null;
  return pieces.filter((piece): piece is Hole => isHole(piece) && name !== null && piece.source.startsWith(`${name}.`));
}

function errorOf(work: () => unknown): SqlSyntaxError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
}

/** Changes how a hole at or before the mistake is read. False where no reading is left. */
function readDifferently(
  text: Assembled,
  error: SqlSyntaxError,
  pieces: readonly Piece[],
  readings: Map<Hole, Reading>,
): boolean {
  const open = text.holes.filter(({ hole, at }) => at <= error.offset && readings.get(hole) !== 'gone');
  const suspect = open.at(-1);
  if (suspect === undefined) return false;
  const { hole, at } = suspect;
  const isRead = readings.get(hole) ?? 'value';
  const next = isRead === 'value' ? readingAfterValue(hole, text.text.slice(0, at)) : 'gone';
  readings.set(hole, next);
  if (next === 'name') for (const column of columnsOf(hole, pieces)) readings.set(column, 'name');
  return true;
}

/** Reads the holes of a text so that the parser takes it: as values where it can, else as names, else not at all. */
export function readHoles(pieces: readonly Piece[], parser: SqlParser): ReadableText | UnreadableText {
  const readings = new Map<Hole, Reading>();
  let first: UnreadableText | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const text = assembled(pieces, readings);
    let statements: ReadableText['statements'] = [];
    const error = errorOf(() => {
      statements = parser.statements(text.text);
    });
    if (error === null)
      return { text: text.text, runs: text.runs, statements, parameters: parametersOf(text, readings) };
    first ??= { text: text.text, runs: text.runs, error };
    if (!readDifferently(text, error, pieces, readings)) return first;
  }
  return first ?? { ...assembled(pieces, readings), error: new SqlSyntaxError('it cannot be read', 0) };
}

function parametersOf(text: Assembled, readings: ReadonlyMap<Hole, Reading>): ReadonlyMap<number, string> {
  const values = text.holes.filter(({ hole }) => (readings.get(hole) ?? 'value') === 'value');
  return new Map(values.map(({ hole, at, end }) => [Number(text.text.slice(at + 1, end)), hole.source]));
}
