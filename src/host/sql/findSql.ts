import path from 'node:path';
import type { RawStmt } from 'libpg-query';
import { limits } from '../../protocol/limits.ts';
import type { Place } from '../../protocol/places.ts';
import type { SqlStatement } from '../../protocol/plans.ts';
import { readHoles, type ReadableText, type UnreadableText } from './holes.ts';
import { withNumbers } from './placeholders.ts';
import { sqlCandidates, type SqlCandidate } from './sqlCandidates.ts';
import { characterOffset, SqlSyntaxError, type SqlParser } from './sqlParser.ts';
import { lineStarts, originOf, positionOf, runsWithin, type Run, type TextPart } from './sqlText.ts';
import { parameterNumbers, statementKind } from './syntaxTree.ts';

/** A stretch of the source, in characters from 0. */
export type Stretch = { readonly start: number; readonly end: number };

export type FoundStatement = {
  readonly statement: SqlStatement;
  /** Where each part of `statement.sql` stands in the source. */
  readonly runs: readonly Run[];
  readonly own: Stretch;
  /** Sources of the holes that were read as values, by their numbers. */
  readonly holes: ReadonlyMap<number, string>;
  /** Of the call or expression that holds it. */
  readonly outer: Stretch;
};

/** A text that is meant to be SQL and is not, with the parser's words at their place. */
export type BrokenStatement = { readonly message: string; readonly place: Place; readonly outer: Stretch };

export type FoundSql = { readonly statements: readonly FoundStatement[]; readonly broken: readonly BrokenStatement[] };

type Source = { readonly file: string; readonly parser: SqlParser; readonly lines: readonly number[] };
type Readable = ReadableText & { readonly values: readonly string[]; readonly outer: Stretch | null };

const blank = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
const firstWord = /^(?:\(\s*)*(?:select|insert|update|delete|with|merge|values|table|explain)\b/i;
/** A text that nothing takes for SQL but its looks: words in capitals, or a `$n`. */
const looks = /^(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|MERGE INTO)\s[\s\S]*\b(?:FROM|INTO|SET|VALUES)\b|\$\d/;

/** Expressions of the source that hold no literal are shown for a parameter; others could tell a secret. */
function parameterText(source: string | undefined, number: number): string {
  if (source === undefined || /["'`\d]/.test(source.replace(/[A-Za-z_$][\w$]*/g, ''))) return `$${number}`;
  const line = source.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function placeAt({ file, lines }: Source, offset: number): Place {
  return { file, ...positionOf(lines, offset) };
}

/** The part of the text that one statement has, without what only surrounds it. */
function stretchOf({ stmt_location: location = 0, stmt_len: length }: RawStmt, text: string): Stretch {
  const start = characterOffset(text, location);
  const end = length === undefined ? text.length : characterOffset(text, location + length);
  const lead = blank.exec(text.slice(start, end))?.[0].length ?? 0;
  const body = text.slice(start + lead, end).replace(/[\s;]+$/, '');
  return { start: start + lead, end: start + lead + body.length };
}

function foundIn(readable: Readable, source: Source): readonly FoundStatement[] {
  const { text, runs, statements, parameters, values, outer } = readable;
  return statements.map((raw) => {
    const { start, end } = stretchOf(raw, text);
    const sql = text.slice(start, end);
    const own = { start: originOf(runs, start), end: originOf(runs, Math.max(start, end - 1)) + 1 };
    return {
      statement: {
        sql,
        fingerprint: source.parser.fingerprint(sql),
        kind: statementKind(raw),
        place: placeAt(source, own.start),
        end: positionOf(source.lines, own.end),
        parameters: parameterNumbers(raw).map((number) => ({
          number,
          text: parameterText(parameters.get(number) ?? values[number - 1], number),
        })),
      },
      runs: runsWithin(runs, start, end),
      own,
      holes: parameters,
      outer: outer ?? own,
    };
  });
}

/** Reads a candidate as it stands, and else with the placeholders of query builders as numbers. */
function readCandidate(pieces: SqlCandidate['pieces'], parser: SqlParser): ReadableText | UnreadableText {
  const asItStands = readHoles(pieces, parser);
  if (!('error' in asItStands) || pieces.some((piece) => 'source' in piece)) return asItStands;
  const parts = pieces.filter((piece): piece is TextPart => 'text' in piece);
  const numbered = withNumbers(parts, 0);
  if (numbered === null) return asItStands;
  const read = readHoles(numbered.parts, parser);
  return 'error' in read ? asItStands : { ...read, parameters: numbered.names };
}

/** Words that sentences have and statements have not, in a text without any sign of SQL. */
const isProse = (text: string) =>
  !/[*=,();$?:'"<>]|\d/.test(text) && /\b(?:the|your|our|my|this|these|please|option|options|an)\b/i.test(text);
/** More than a single word with whatever follows it in a sentence. */
const isWhole = (text: string) => /\b(?:from|into|set|values|using|table)\b|[*=($?]|\d/i.test(text);

function isShown({ confidence }: SqlCandidate, text: string): boolean {
  if (/^\s*select[\s;]*$/i.test(text) || isProse(text)) return false;
  if (!firstWord.test(text)) return confidence === 'sink';
  if (confidence === 'named') return isWhole(text);
  return confidence === 'sink' || looks.test(text);
}

function fromProgram(text: string, source: Source): FoundSql {
  const statements: FoundStatement[] = [];
  const broken: BrokenStatement[] = [];
  for (const candidate of sqlCandidates(text, source.file)) {
    const plain = candidate.pieces.map((piece) => ('text' in piece ? piece.text : '$1')).join('');
    const trimmed = plain.replace(blank, '');
    if (trimmed === '' || !isShown(candidate, trimmed)) continue;
    const read = readCandidate(candidate.pieces, source.parser);
    const { values, outer } = candidate;
    if (!('error' in read)) statements.push(...foundIn({ ...read, values, outer }, source));
    else if (candidate.confidence === 'sink' && firstWord.test(trimmed))
      broken.push({
        message: read.error.message,
        place: placeAt(source, originOf(read.runs, read.error.offset)),
        outer,
      });
  }
  return { statements, broken };
}

/** Commands of the terminal client become blanks, so that all places stay. */
function withoutClientCommands(text: string): string {
  return text.replaceAll(/^\\.*$/gm, (line) => ' '.repeat(line.length));
}

/** Parts between semicolons, where the whole cannot be parsed. */
function statementParts(text: string, parser: SqlParser): readonly TextPart[] {
  let start = 0;
  const ends = [...parser.semicolons(text), text.length];
  return ends.map((end) => {
    const part: TextPart = { text: text.slice(start, end), from: start, step: 1 };
    start = end + 1;
    return part;
  });
}

function readParts(parts: readonly TextPart[], source: Source): FoundSql {
  const statements: FoundStatement[] = [];
  const broken: BrokenStatement[] = [];
  for (const part of parts) {
    const read = readCandidate([part], source.parser);
    if (!('error' in read)) statements.push(...foundIn({ ...read, values: [], outer: null }, source));
    else {
      const lead = blank.exec(part.text)?.[0].length ?? 0;
      const offset = originOf(read.runs, read.error.offset);
      broken.push({
        message: read.error.message,
        place: placeAt(source, offset),
        outer: { start: part.from + lead, end: part.from + part.text.length },
      });
    }
  }
  return { statements, broken };
}

function fromSql(text: string, source: Source): FoundSql {
  const plain = withoutClientCommands(text);
  const whole: TextPart = { text: plain, from: 0, step: 1 };
  try {
    source.parser.statements(plain);
    return readParts([whole], source);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    return readParts(statementParts(plain, source.parser), source);
  }
}

/**
 * The statements of a source, at most `statementsMax`, and what is meant to be one and cannot be parsed. A `.sql` file
 * holds nothing else; in programs only what is handed to something that runs SQL is taken, or looks like nothing else.
 */
export function findSql(text: string, file: string, parser: SqlParser): FoundSql {
  const source: Source = { file, parser, lines: lineStarts(text) };
  const isSql = /^\.(sql|pgsql|psql)$/i.test(path.extname(file));
  const { statements, broken } = isSql ? fromSql(text, source) : fromProgram(text, source);
  return { statements: statements.slice(0, limits.statementsMax.value), broken };
}
