import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything axe knows, without what it would keep for those who read of what is well. */
const everyRule: RunOptions = { resultTypes: ['violations'], preload: false };
/** Rules that look at colours: all that a change of the theme can break. */
const colourRules: RunOptions = { ...everyRule, runOnly: ['color-contrast', 'link-in-text-block'] };

/** Violations that axe sees in a webview: one line each, with rule, element and what is wrong. */
export const axeViolations = (frame: Frame): Promise<readonly string[]> => violations(frame, everyRule);

/** The same by the rules that look at colours, for further themes of what was judged by all rules in one. */
export const colourViolations = (frame: Frame): Promise<readonly string[]> => violations(frame, colourRules);

async function violations(frame: Frame, options: RunOptions): Promise<readonly string[]> {
  // Through the debugger's protocol, so the panel's strict content policy does not stand in the way.
  if (!(await frame.evaluate('"axe" in globalThis'))) await frame.evaluate(axeSource);
  const results: AxeResults = await frame.evaluate(async (runOptions) => {
    // A webview's body is transparent over the editor; axe would judge contrast against white without this colour.
    const { style } = document.documentElement;
    const before = style.backgroundColor;
    style.backgroundColor = getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background');
    const { axe } = globalThis as unknown as {
      axe: { run: (root: Document, options: RunOptions) => Promise<AxeResults> };
    };
    const found = await axe.run(document, runOptions);
    style.backgroundColor = before;
    return found;
  }, options);
  if (results.passes.length === 0) throw new Error('axe judged nothing: the webview is empty');
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} · ${node.failureSummary ?? node.html}`),
  );
}
