import type * as LibpgQuery from 'libpg-query';
import type { ParseResult, RawStmt, ScanToken } from 'libpg-query';

/** What the parser says against a text. `offset` counts characters of the text, from 0. */
export class SqlSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'SqlSyntaxError';
    this.offset = offset;
  }
}

/** The grammar of PostgreSQL 18. Places in the tree it gives count bytes of UTF-8: see `characterOffset`. */
export type SqlParser = {
  /** The statements of a text; empty where there are only comments. Throws a SqlSyntaxError. */
  readonly statements: (sql: string) => readonly RawStmt[];
  /** The same for two statements that differ only in values. Throws a SqlSyntaxError. */
  readonly fingerprint: (sql: string) => string;
  /** Places of the semicolons between statements, and of nothing in quotes or comments. None where quotes stay open. */
  readonly semicolons: (sql: string) => readonly number[];
  /** Where the text has $1…, in their order; none where it cannot be taken apart. */
  readonly parameters: (
    sql: string,
  ) => readonly { readonly number: number; readonly start: number; readonly end: number }[];
  /** The text with `?` for each literal, and without comments. Where it has no tokens, null. */
  readonly redacted: (sql: string) => string | null;
};

/** The place in a text of a place in its bytes of UTF-8, as parsed trees have them. */
export function characterOffset(text: string, byteOffset: number): number {
  return Buffer.from(text, 'utf8').subarray(0, byteOffset).toString('utf8').length;
}

/** The place in a text of a place that counts code points, as the messages of parser and server have them. */
export function pointedOffset(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count += 1)
    offset += (text.codePointAt(offset) ?? 0) > 0xff_ff ? 2 : 1;
  return offset;
}

type Engine = typeof LibpgQuery;

function syntaxErrorOf(error: unknown, sql: string, engine: Engine): unknown {
  if (!engine.hasSqlDetails(error)) return error;
  return new SqlSyntaxError(error.message, pointedOffset(sql, error.sqlDetails?.cursorPosition ?? 0));
}

/** The tokens of a text; none where it cannot be taken apart, such as behind an open quote. */
function tokensOf(engine: Engine, sql: string): readonly ScanToken[] {
  if (sql === '') return [];
  try {
    return engine.scanSync(sql).tokens;
  } catch {
    return [];
  }
}

const literals = new Set(['SCONST', 'USCONST', 'BCONST', 'XCONST', 'FCONST', 'ICONST']);
const comments = new Set(['SQL_COMMENT', 'C_COMMENT']);

function redactedText(sql: string, tokens: readonly ScanToken[]): string {
  const bytes = Buffer.from(sql, 'utf8');
  let done = 0;
  let text = '';
  for (const { start, end, tokenName } of tokens) {
    if (!literals.has(tokenName) && !comments.has(tokenName)) continue;
    text += bytes.subarray(done, start).toString('utf8') + (literals.has(tokenName) ? '?' : '');
    done = end;
  }
  return text + bytes.subarray(done).toString('utf8');
}

function parserOver(engine: Engine): SqlParser {
  const statements: SqlParser['statements'] = (sql) => {
    // The engine refuses an empty text, which has no statement.
    if (sql === '') return [];
    try {
      const parsed: ParseResult = engine.parseSync(sql);
      return parsed.stmts ?? [];
    } catch (error) {
      throw syntaxErrorOf(error, sql, engine);
    }
  };
  return {
    statements,
    fingerprint: (sql) => {
      statements(sql);
      return engine.fingerprintSync(sql);
    },
    semicolons: (sql) =>
      tokensOf(engine, sql)
        .filter(({ text }) => text === ';')
        .map(({ start }) => characterOffset(sql, start)),
    parameters: (sql) =>
      tokensOf(engine, sql)
        .filter(({ tokenName }) => tokenName === 'PARAM')
        .map(({ text, start, end }) => ({
          number: Number(text.slice(1)),
          start: characterOffset(sql, start),
          end: characterOffset(sql, end),
        })),
    redacted: (sql) => {
      const tokens = tokensOf(engine, sql);
      return tokens.length === 0 ? null : redactedText(sql, tokens);
    },
  };
}

let loading: Promise<SqlParser> | undefined;

/** The parser of this thread; the first call takes some 40 ms, most of them off this thread. */
export function sqlParser(): Promise<SqlParser> {
  loading ??= import('libpg-query').then(async (engine) => {
    await engine.loadModule();
    return parserOver(engine);
  });
  return loading;
}
