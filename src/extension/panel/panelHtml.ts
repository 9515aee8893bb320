/** The addresses a panel's page is made of, as the webview may load them. */
export type PanelPage = {
  readonly cspSource: string;
  readonly script: string;
  readonly codicons: string;
  readonly nonce: string;
  readonly title: string;
  readonly language: string;
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * The page of a panel. Scripts run by nonce only, and those they import come from the extension's own folder; nothing
 * is fetched and nothing connected: the pipe is the only way out. Styles are set by the elements themselves.
 */
export function panelHtml(page: PanelPage): string {
  const { cspSource, nonce } = page;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data: blob:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(page.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(page.title)}</title>
    <link rel="stylesheet" href="${escaped(page.codicons)}" id="vscode-codicon-stylesheet" />
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${escaped(page.script)}"></script>
  </body>
</html>
`;
}

/** A page that says one thing, where there is no panel to be shown. It runs and loads nothing. */
export function noticeHtml(words: string, language: string): string {
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'" />
    <title>Pitstop</title>
  </head>
  <body>
    <p>${escaped(words)}</p>
  </body>
</html>
`;
}
