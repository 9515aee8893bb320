import * as vscode from 'vscode';

/** Asks for a number from 1 to `max`. Throws a CancellationError where none is given. */
export async function askedNumber(options: {
  readonly title: string;
  readonly prompt: string;
  readonly value: number;
  readonly max: number;
}): Promise<number> {
  const { title, prompt, value, max } = options;
  const isRight = (text: string) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max;
  const typed = await vscode.window.showInputBox({
    title,
    prompt,
    value: String(value),
    ignoreFocusOut: true,
    validateInput: (text) => (isRight(text) ? undefined : vscode.l10n.t('A whole number from 1 to {0}', max)),
  });
  if (typed === undefined || !isRight(typed)) throw new vscode.CancellationError();
  return Number(typed);
}
