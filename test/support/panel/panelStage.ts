import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { bundlePanel, root } from '../../../src/build/bundle.ts';
import { chromiumBinary } from '../../../src/build/editorTools.ts';
import { bodyClasses, themeProperties, type ThemeName } from './editorThemes.ts';
import { fullScenario, type Scenario } from './scenario.ts';

/** As strict as an editor's page may be: nothing inline, nothing fetched, nothing connected. */
const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `font-src 'self'`,
  `img-src 'self'`,
  `worker-src 'self'`,
  `base-uri 'none'`,
].join('; ');

const pageText = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Panel</title></head>
  <body><script src="/fakePage.js"></script><script type="module" src="/webview/main.js"></script></body>
</html>`;

export type PanelOptions = {
  readonly width: number;
  readonly height?: number;
  readonly theme: ThemeName;
  readonly scenario?: Partial<Scenario>;
};

export type OpenPanel = {
  readonly page: Page;
  /** Everything the page complained of: errors, and what its content policy refused. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

export type PanelStage = {
  readonly open: (options: PanelOptions) => Promise<OpenPanel>;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
};

async function serve(folder: string): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    const name = request.url ?? '/';
    response.setHeader('Content-Security-Policy', policy);
    if (name === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end(pageText);
      return;
    }
    if (name === '/favicon.ico') {
      response.end();
      return;
    }
    const file = path.join(folder, path.normalize(name));
    response.setHeader('Content-Type', 'text/javascript');
    try {
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the page has no address');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}

async function openPage(browser: Browser, url: string, options: PanelOptions): Promise<OpenPanel> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height ?? 1000 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const { theme } = options;
  await page.addInitScript(
    ({ scenario, properties, bodyClass }) => {
      Object.assign(window, { scenario });
      document.addEventListener('readystatechange', () => {
        for (const [name, value] of Object.entries(properties)) document.documentElement.style.setProperty(name, value);
        document.body.className = bodyClass;
      });
    },
    {
      scenario: { ...fullScenario, ...options.scenario },
      properties: themeProperties(theme),
      bodyClass: bodyClasses[theme],
    },
  );
  await page.goto(url);
  await page.locator('pit-panel [role=tab]').first().waitFor();
  return { page, complaints, close: () => context.close() };
}

/** Builds the panel into `folder` and opens it in a browser, over a wire whose far end is drawn. */
export async function panelStage(folder: string): Promise<PanelStage> {
  const executablePath = chromiumBinary();
  if (executablePath === undefined) throw new Error('there is no Chromium: npm test sets one up');
  await bundlePanel(folder, true);
  await build({
    entryPoints: ['fakePage', 'fakeHostWorker'].map((name) => path.join(root, `test/support/panel/${name}.ts`)),
    outdir: folder,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
  const { server, url } = await serve(folder);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  return {
    browser,
    open: (options) => openPage(browser, url, options),
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
