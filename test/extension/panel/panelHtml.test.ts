import { expect, test } from 'vitest';
import { panelHtml } from '../../../src/extension/panel/panelHtml.ts';

const page = panelHtml({
  cspSource: 'https://view.example',
  script: 'https://view.example/main.js',
  codicons: 'https://view.example/codicon.css?"><script>',
  nonce: 'n0nce',
  title: 'Pitstop',
  language: 'en',
});
const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';

test('the policy allows nothing but our own script by nonce, our styles and fonts, and no connection at all', () => {
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'nonce-n0nce' https://view.example");
  expect(policy).not.toMatch(/connect-src|unsafe-eval|script-src[^;]*unsafe-inline|\*/);
});

test('every script of the page has the nonce, and nothing breaks out of an attribute', () => {
  const scripts = [...page.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
  expect(scripts).toHaveLength(1);
  expect(scripts[0]).toContain('nonce="n0nce"');
});
