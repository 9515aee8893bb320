import * as vscode from 'vscode';

const isAddress = (text: string) => /^postgres(ql)?:\/\/[^/]/i.test(text) && URL.canParse(text);

/** Asks for a server's address, and for a password where the address has none. Throws a CancellationError. */
export async function askedAddress(): Promise<string> {
  const title = vscode.l10n.t('Connect to PostgreSQL');
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Address of the server. The password can be left out: it is asked for next.'),
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
