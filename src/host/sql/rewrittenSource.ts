import type { Stretch } from './findSql.ts';
import type { SqlParser } from './sqlParser.ts';
import type { Run } from './sqlText.ts';

/** A statement where it stands in a source. */
export type SourceStatement = {
  readonly file: string;
  readonly text: string;
  /** As it was read: holes as $1…. */
  readonly sql: string;
  readonly own: Stretch;
  readonly runs: readonly Run[];
  /** Expressions of the source that are holes, by the numbers they were read as. */
  readonly holes: ReadonlyMap<number, string>;
};

/** A stretch of the source and what takes its place; or why the statement cannot be replaced where it stands. */
export type RewrittenSource =
  | { readonly start: number; readonly before: string; readonly after: string }
  | { readonly refusal: string };

/** A text may be written twice only where reading it twice does the same. */
const plainExpression = /^[A-Za-z_$][\w$]*(?:(?:\?|!)?\.[A-Za-z_$][\w$]*)*$/;

const isSqlFile = (file: string) => /\.(?:sql|pgsql|psql)$/i.test(file);

/** The end of the statement in the source; null where it is not one text whose only breaks are holes of a template. */
function sourceEnd({ text, sql, runs, holes }: SourceStatement): number | null {
  let at = runs[0]?.from ?? 0;
  for (const [place, run] of runs.entries()) {
    const part = sql.slice(run.at, runs[place + 1]?.at ?? sql.length);
    if (run.step === 1) {
      if (run.from !== at || text.slice(at, at + part.length) !== part) return null;
      at += part.length;
      continue;
    }
    const expression = holes.get(Number(/^\$(\d+)$/.exec(part)?.[1] ?? Number.NaN));
    if (expression === undefined) return null;
    const lead = /^\$\{\s*/.exec(text.slice(at))?.[0].length ?? 0;
    if (lead === 0 || !text.startsWith(expression, at + lead)) return null;
    const tail = /^\s*\}/.exec(text.slice(at + lead + expression.length))?.[0].length ?? 0;
    if (tail === 0) return null;
    at += lead + expression.length + tail;
  }
  return at;
}

/** The quotes that hold the statement and nothing else; `file` for a file of statements; null where there is more. */
function holderOf({ file, text, own }: SourceStatement, end: number): '`' | "'" | '"' | 'file' | null {
  if (isSqlFile(file)) return 'file';
  const open = text.slice(0, own.start).trimEnd().at(-1);
  const close = text.slice(end).replace(/^[\s;]+/, '')[0];
  return open === close && (open === '`' || open === "'" || open === '"') ? open : null;
}

/** The lines after the first as far in as the line on which the statement begins. */
function indented(sql: string, { text, own }: SourceStatement): string {
  const line = text.slice(text.lastIndexOf('\n', own.start - 1) + 1, own.start);
  return sql.replaceAll(/[ \t]*\n/g, `\n${/^\s*/.exec(line)?.[0] ?? ''}`);
}

/** The text with holes of the template in place of their numbers. */
function withHoles(sql: string, { holes }: SourceStatement, parser: SqlParser): string {
  let done = 0;
  let text = '';
  for (const { number, start, end } of parser.parameters(sql)) {
    const expression = holes.get(number);
    if (expression === undefined) continue;
    text += `${sql.slice(done, start)}\${${expression}}`;
    done = end;
  }
  return text + sql.slice(done);
}

function takesSame(one: string, other: string, parser: SqlParser): boolean {
  const numbersOf = (sql: string) => new Set(parser.parameters(sql).map(({ number }) => number));
  const [numbers, others] = [numbersOf(one), numbersOf(other)];
  return numbers.size === others.size && [...numbers].every((number) => others.has(number));
}

/** Holes that the text has more than once and that may do something when they are read. */
function isReadTwice(sql: string, { holes }: SourceStatement, parser: SqlParser): boolean {
  const numbers = parser.parameters(sql).map(({ number }) => number);
  return [...holes].some(
    ([number, expression]) => numbers.filter((each) => each === number).length > 1 && !plainExpression.test(expression),
  );
}

/**
 * Another text of a statement, written where the statement stands: holes of a template stay holes, and lines go as far
 * in as before. Refuses with the reason where the place is not one literal that holds this statement alone.
 */
export function rewrittenSource(source: SourceStatement, sql: string, parser: SqlParser): RewrittenSource {
  const end = sourceEnd(source);
  const holder = end === null ? null : holderOf(source, end);
  if (end === null || holder === null)
    return { refusal: 'the statement is put together from several texts, or has escapes: only you can change it' };
  if (!takesSame(source.sql, sql, parser))
    return { refusal: 'the other statement takes other values: only you can change what is handed to it' };
  if (isReadTwice(sql, source, parser))
    return { refusal: 'the other statement needs a value twice that the program works out where it stands' };
  const isOneLine = holder === "'" || holder === '"';
  const isPlain = isOneLine ? !sql.includes('\\') : holder === 'file' || !/[`\\]|\$\{/.test(sql);
  const line = sql.replaceAll(/\s*\n\s*/g, ' ');
  // A line end inside of a text of SQL means something.
  if (!isPlain || (isOneLine && parser.fingerprint(line) !== parser.fingerprint(sql)) || /'[^']*\n[^']*'/.test(sql))
    return { refusal: 'the other statement cannot stand in the quotes that are there' };
  const after = isOneLine ? line.replaceAll(holder, `\\${holder}`) : withHoles(indented(sql, source), source, parser);
  return { start: source.own.start, before: source.text.slice(source.own.start, end), after };
}
