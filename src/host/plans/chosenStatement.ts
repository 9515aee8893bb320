import type { RawStmt } from 'libpg-query';
import { Failure } from '../../protocol/failures.ts';
import type { Place } from '../../protocol/places.ts';
import type { SqlParameter, SqlSource, SqlStatement } from '../../protocol/plans.ts';
import { pointedOffset, SqlSyntaxError, type SqlParser } from '../sql/sqlParser.ts';
import type { SourceStatement } from '../sql/rewrittenSource.ts';
import type { SqlSources } from '../sql/sqlSources.ts';
import { lineStarts, originOf, positionOf } from '../sql/sqlText.ts';
import { statementAt } from '../sql/statementAt.ts';
import { parameterNumbers, statementKind } from '../sql/syntaxTree.ts';

/** The one statement that is asked about, and the way from a place in it to the source. */
export type ChosenStatement = {
  /** Without a leading EXPLAIN. */
  readonly sql: string;
  readonly raw: RawStmt;
  readonly kind: SqlStatement['kind'];
  readonly fingerprint: string;
  readonly place: Place | null;
  readonly parameters: readonly SqlParameter[];
  /** Where it stands in a source; null for a text, and where EXPLAIN stands before it. */
  readonly origin: SourceStatement | null;
  /** The failure `statementFailed` with these words at a place in `sql`, which counts code points from 0. */
  readonly failureAt: (codePoints: number, words: string) => Failure;
};

type Text = { readonly sql: string; readonly parameters: readonly SqlParameter[]; readonly place: Place | null };

/** `file:line:column: words`, or `line 2, column 5: words` where there is no file. */
function failing(sql: string, origin: SourceStatement | null): ChosenStatement['failureAt'] {
  return (codePoints, words) => {
    const offset = pointedOffset(sql, codePoints);
    if (origin === null) {
      const { line, column } = positionOf(lineStarts(sql), offset);
      return new Failure('statementFailed', `line ${line}, column ${column}: ${words}`);
    }
    const { file, text, runs } = origin;
    const at = positionOf(lineStarts(text), originOf(runs, offset));
    return new Failure('statementFailed', `${file}:${at.line}:${at.column}: ${words}`, undefined, { file, ...at });
  };
}

const codePointsOf = (text: string) => Array.from(text).length;

const explainWords = /^\s*explain\b\s*(?:\([^)]*\)\s*|(?:analy[sz]e\b\s*)?(?:verbose\b\s*)?)/i;

/** A text with exactly one statement. Throws the Failures `statementFailed` and `statementRefused`. */
function oneStatement(
  { sql, parameters, place }: Text,
  origin: SourceStatement | null,
  parser: SqlParser,
): ChosenStatement {
  const failureAt = failing(sql, origin);
  let statements: readonly RawStmt[];
  try {
    statements = parser.statements(sql);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    throw failureAt(codePointsOf(sql.slice(0, error.offset)), error.message);
  }
  const [raw, second] = statements;
  if (raw === undefined) throw new Failure('statementRefused', 'the text holds no statement, only blanks or comments');
  if (second !== undefined)
    throw new Failure('statementRefused', `the text holds ${statements.length} statements; one is explained at a time`);
  const lead = raw.stmt !== undefined && 'ExplainStmt' in raw.stmt ? (explainWords.exec(sql)?.[0].length ?? 0) : 0;
  const inner = sql.slice(lead);
  const [own] = lead === 0 ? [raw] : parser.statements(inner);
  if (own === undefined) throw new Failure('statementRefused', 'the text explains nothing');
  const known = new Map(parameters.map((parameter) => [parameter.number, parameter]));
  return {
    sql: inner,
    raw: own,
    kind: statementKind(own),
    fingerprint: parser.fingerprint(inner),
    place,
    origin: lead === 0 ? origin : null,
    parameters: parameterNumbers(own).map((number) => known.get(number) ?? { number, text: `$${number}` }),
    failureAt: (codePoints, words) => failureAt(codePoints + codePointsOf(sql.slice(0, lead)), words),
  };
}

/**
 * The statement of a request: a text with one statement, or the one at a place of a source. Throws the Failures
 * `statementNotFound`, `statementFailed` at the place of the mistake, and `statementRefused`.
 */
export async function chosenStatement(
  source: SqlSource,
  tools: { readonly sources: SqlSources; readonly parser: SqlParser },
  signal: AbortSignal,
): Promise<ChosenStatement> {
  const { sources, parser } = tools;
  if (source.kind === 'sql') return oneStatement({ ...source, parameters: [] }, null, parser);
  const { file, text } = source;
  const { statement, runs, own, holes } = statementAt(await sources.find(text, file, signal), text, file, source);
  return oneStatement(statement, { file, text, sql: statement.sql, runs, own, holes }, parser);
}
