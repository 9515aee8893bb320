import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { chromiumBinary } from '../../../src/build/editorTools.ts';
import type { CodeServer } from './codeServer.ts';

/** One window of the editor in a browser. */
export type EditorWindow = {
  readonly page: Page;
  readonly server: CodeServer;
  /** Errors that are ours: of the page and of the panel, without the editor's own known noise. */
  readonly errors: () => readonly string[];
  /** Addresses of WebSockets that were cut because the browser was to be as on another machine. */
  readonly cutSockets: readonly string[];
  readonly close: () => Promise<void>;
};

/** `far`: as if the browser were on another machine: every WebSocket of the page but the editor's own is cut. */
export type BrowserPlace = 'near' | 'far';

/** What code-server's own page says on every start; all else fails a suite. */
const noise = [
  /vsda/,
  /favicon|manifest\.json|product\.json/,
  /ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/,
  /extensionGallery|marketplace|open-vsx/i,
  /authentication provider '[a-z-]+' to register/,
  /\[lifecycle\] Long running operations during shutdown/,
  /IndexedDB database 'vscode-web-db' is closed/,
  /Aborted onWillSaveTextDocument-event/,
  /spdlog|build\/Release\/watchdog/,
];

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumBinary();
  if (executablePath === undefined) throw new Error('no Chromium; run `npm run tools`');
  return chromium.launch({ executablePath, headless: true, args: browserArguments });
}

function windowAddress(server: CodeServer, folder: string, extensionFolder: string | undefined): string {
  const address = new URL(`http://127.0.0.1:${server.port}/`);
  address.searchParams.set('folder', folder);
  if (extensionFolder !== undefined) {
    const remote = `vscode-remote://127.0.0.1:${server.port}${path.resolve(extensionFolder)}`;
    address.searchParams.set('payload', JSON.stringify([['extensionDevelopmentPath', remote]]));
  }
  return address.href;
}

/**
 * A built VS Code for the web takes development paths from its address only with the smoke-test driver on, and
 * code-server has no flag for that. It is switched on in the configuration element before the workbench script reads
 * it; rewriting the page on its way would take its loopback address, and Chromium then cuts every WebSocket.
 */
async function allowDevelopmentPaths(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      const element = document.getElementById('vscode-workbench-web-configuration');
      const text = element?.getAttribute('data-settings');
      if (document.readyState !== 'interactive' || !element || !text) return;
      const configuration = JSON.parse(text);
      const developmentOptions = { ...configuration.developmentOptions, enableSmokeTestDriver: true };
      element.setAttribute('data-settings', JSON.stringify({ ...configuration, developmentOptions }));
    });
  });
}

function collectErrors(page: Page): () => readonly string[] {
  const all: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') all.push(`${message.text()} @${message.location().url}`);
  });
  page.on('pageerror', (error) => all.push(error.stack ?? String(error)));
  return () => all.filter((text) => !noise.some((known) => known.test(text)));
}

/**
 * Cuts every WebSocket of the pages but those to the editor's own server, and lists them. Only their making is stood in
 * the way of: a route of the browser's driver would put itself into the editor's own sockets too, and not carry all they
 * carry. A cut one is sent to a port where nobody listens, and fails as one to an unreachable machine does.
 */
async function cutForeignSockets(context: BrowserContext, server: CodeServer): Promise<readonly string[]> {
  const cut: string[] = [];
  await context.exposeFunction('noteCutSocket', (url: string) => cut.push(url));
  await context.addInitScript((ownPort) => {
    window.WebSocket = new Proxy(window.WebSocket, {
      construct(native, [url, ...rest], target) {
        const { port, href } = new URL(url, document.baseURI);
        if (port === ownPort) return Reflect.construct(native, [url, ...rest], target);
        Reflect.get(window, 'noteCutSocket')(href);
        return Reflect.construct(native, ['ws://127.0.0.1:9'], target);
      },
    });
  }, String(server.port));
  return cut;
}

/** Opens a folder in a new window, with the extension of a development folder when one is given. */
export async function openWindow(
  server: CodeServer,
  browser: Browser,
  options: { readonly folder: string; readonly extensionFolder?: string; readonly place: BrowserPlace },
): Promise<EditorWindow> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const errors = collectErrors(page);
  const cutSockets = options.place === 'far' ? await cutForeignSockets(context, server) : [];
  if (options.extensionFolder !== undefined) await allowDevelopmentPaths(page);
  await page.goto(windowAddress(server, options.folder, options.extensionFolder), { waitUntil: 'commit' });
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 90_000 });
  return { page, server, errors, cutSockets, close: () => context.close() };
}
