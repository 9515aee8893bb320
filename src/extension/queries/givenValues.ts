import * as vscode from 'vscode';
import type { ParameterUse } from '../../protocol/plans.ts';

/** Values that were given for statements, by their fingerprints. In memory only: they can be anything of the user's. */
const remembered = new Map<string, readonly (string | null)[]>();

const nullWord = 'NULL';

/**
 * Asks for the value of each parameter, with its type and what was given the last time. Values are texts, which the
 * server reads by the type; `NULL` is none. Throws a CancellationError where one is left open.
 */
export async function askedValues(
  fingerprint: string,
  parameters: readonly ParameterUse[],
): Promise<readonly (string | null)[]> {
  const before = remembered.get(fingerprint) ?? [];
  const values: (string | null)[] = [];
  for (const [index, { number, text, type, note }] of parameters.entries()) {
    const last = before[index];
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Value {0} of {1}', index + 1, parameters.length),
      prompt: vscode.l10n.t('${0} {1}, of type {2}. {3}', number, text, type, note),
      placeHolder: vscode.l10n.t('As PostgreSQL writes it, without quotes; NULL for none'),
      value: last === undefined ? '' : (last ?? nullWord),
      ignoreFocusOut: true,
    });
    if (typed === undefined) throw new vscode.CancellationError();
    values.push(typed === nullWord ? null : typed);
  }
  remembered.set(fingerprint, values);
  return values;
}
