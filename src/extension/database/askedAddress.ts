import * as vscode from 'vscode';

const isAddress = (text: string) => /^postgres(ql)?:\/\/[^/]/i.test(text) && URL.canParse(text);

/** The address as it may be shown: without its password. */
function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = '';
  return url.href;
}

/**
 * Asks for a server's address, and for a password where the address has none. `before` is what was given the last time,
 * to be corrected. Throws a CancellationError.
 */
export async function askedAddress(before?: string): Promise<string> {
  const title = vscode.l10n.t('Connect to PostgreSQL');
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Address of the server. The password can be left out: it is asked for next.'),
    ...(before === undefined ? {} : { value: withoutPassword(before) }),
    placeHolder: 'postgres://user@127.0.0.1:5432/database',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || isAddress(text.trim())
        ? undefined
        : vscode.l10n.t('An address has the form postgres://user@host:5432/database'),
  });
  const address = typed?.trim() ?? '';
  if (address === '') throw new vscode.CancellationError();
  const url = new URL(address);
  if (url.password !== '') return address;
  const password = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Password, or nothing. It is kept among the editor’s secrets.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (password === undefined) throw new vscode.CancellationError();
  url.password = password;
  return url.href;
}
