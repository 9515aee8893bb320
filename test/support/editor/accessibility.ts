import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations that axe sees in a webview: one line each, with rule, element and what is wrong. */
export async function axeViolations(frame: Frame): Promise<readonly string[]> {
  // Through the debugger's protocol, so the panel's strict content policy does not stand in the way.
  await frame.evaluate(axeSource);
  const results: AxeResults = await frame.evaluate(async () => {
    // A webview's body is transparent over the editor; axe would judge contrast against white without this colour.
    const { style } = document.documentElement;
    const before = style.backgroundColor;
    style.backgroundColor = getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background');
    const { axe } = globalThis as unknown as { axe: { run: (root: Document) => Promise<AxeResults> } };
    const found = await axe.run(document);
    style.backgroundColor = before;
    return found;
  });
  if (results.passes.length === 0) throw new Error('axe judged nothing: the webview is empty');
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} · ${node.failureSummary ?? node.html}`),
  );
}
