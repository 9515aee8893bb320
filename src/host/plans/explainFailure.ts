import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import type { ChosenStatement } from './chosenStatement.ts';
import { StatementError } from './runExplain.ts';

/** Errors about data repeat a value of it: `invalid input syntax for type integer: "…"`. */
function withoutValue(code: string, message: string): string {
  return code.startsWith('22') || code.startsWith('23') ? message.replaceAll(/"[^"]*"/g, '"…"') : message;
}

/**
 * What the server said against a statement, as a failure: at its place in the source where it points there. Anything
 * else is given back as it is.
 */
export function explainFailure(error: unknown, { failureAt }: Pick<ChosenStatement, 'failureAt'>): unknown {
  if (!(error instanceof StatementError)) return error;
  const { code, codePoints } = error;
  const words = withoutValue(code, error.message);
  if (code === '57014')
    return new Failure(
      'statementTimeout',
      `the statement was ended after ${limits.statementTimeoutMs.value / 1000} s, the limit of an analysis`,
      new Error(words),
    );
  if (code === '55P03')
    return new Failure('statementTimeout', 'another session holds a lock that the statement needs', new Error(words));
  if (code === '25006')
    return new Failure('statementRefused', `the statement writes, in itself or by a function: ${words}`);
  if (code === '42501') return new Failure('statementFailed', `the user of this connection may not do that: ${words}`);
  if (code === '42601' && words.includes('multiple commands'))
    return new Failure('statementRefused', 'the text holds several statements; one is explained at a time');
  return codePoints === null ? new Failure('statementFailed', words) : failureAt(codePoints, words);
}
