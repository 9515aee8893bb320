import { goTo, runCommand } from './commands.ts';
import type { EditorWindow } from './editorWindow.ts';
import { until } from './until.ts';

const editor = '.editor-group-container.active .monaco-editor';

/** Titles of the CodeLenses in sight in the active editor. */
export async function codeLenses(window: EditorWindow): Promise<readonly string[]> {
  return window.page.locator(`${editor} .codelens-decoration a`).allTextContents();
}

/** Presses a CodeLens of the active editor. */
export async function pressCodeLens(window: EditorWindow, text: string | RegExp): Promise<void> {
  await window.page.locator(`${editor} .codelens-decoration a`, { hasText: text }).first().click();
}

/** A text shown behind the end of a line, with the line's number and text. */
export type LineEnd = { readonly line: number; readonly source: string; readonly text: string };

/** Texts that extensions show behind lines in sight: they are the `::after` content of decoration spans. */
export async function lineEnds(window: EditorWindow): Promise<readonly LineEnd[]> {
  return window.page.locator(editor).evaluate((root) => {
    const numbers = new Map(
      [...root.querySelectorAll<HTMLElement>('.margin-view-overlays > div')].map((row) => [
        row.style.top,
        Number(row.querySelector('.line-numbers')?.textContent),
      ]),
    );
    return [...root.querySelectorAll<HTMLElement>('.view-line')].flatMap((row) =>
      [...row.querySelectorAll('span')].flatMap((span) => {
        const content = getComputedStyle(span, '::after').content;
        if (content === 'none' || content === 'normal' || content === '') return [];
        const text = content.replace(/^"|"$/g, '').replaceAll('\u00a0', ' ').trim();
        const source = (row.textContent ?? '').replaceAll('\u00a0', ' ');
        return text === '' ? [] : [{ line: numbers.get(row.style.top) ?? Number.NaN, source, text }];
      }),
    );
  });
}

/** Text of the hover at a place of the active editor, once it holds `expected`: its parts come one by one. */
export async function hoverAt(window: EditorWindow, line: number, column: number, expected: RegExp): Promise<string> {
  await goTo(window, line, column);
  await runCommand(window, 'Show or Focus Hover');
  const hover = window.page.locator('.monaco-hover:not(.hidden)').first();
  return until(`a hover with ${expected}`, async () => {
    const text = await hover.innerText({ timeout: 1_000 });
    return expected.test(text) && text;
  });
}

/** Rows of the Problems view. */
export async function problems(window: EditorWindow): Promise<readonly string[]> {
  await runCommand(window, 'Problems: Focus on Problems View');
  await window.page.locator('.markers-panel').first().waitFor();
  const rows = await window.page.locator('.markers-panel .monaco-list-row').allTextContents();
  return rows.map((row) => row.replaceAll('\u00a0', ' '));
}
