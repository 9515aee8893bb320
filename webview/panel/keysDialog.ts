import { html, type TemplateResult } from 'lit';

const keys: readonly (readonly [string, string])[] = [
  ['Ctrl+PageUp, Ctrl+PageDown', 'the tab before, the next tab'],
  ['↑ ↓', 'move in a list'],
  ['→ ←', 'open and close a row; walk the icicle and the time'],
  ['Enter', 'go to the line, or open the row; in a flame graph look inside'],
  ['Ctrl+Enter', 'go to the line of the row'],
  ['+ −, Shift+← →, Home', 'in a flame graph: nearer and farther, aside, all of it'],
  ['o, s', 'in a flame graph: to the source, callers and callees of the function'],
  ['Space', 'tick a snapshot or profile for a comparison'],
  ['/', 'filter the list'],
  ['Ctrl+C', 'copy the row'],
  ['Escape', 'empty the filter; leave the part of the heap or the flame graph'],
  ['?', 'this list'],
];

/** The keys, on `?`. */
export function keysDialog(): TemplateResult {
  return html`<dialog aria-labelledby="keys">
    <h2 id="keys">Keys</h2>
    <dl>
      ${keys.map(
        ([key, does]) =>
          html`<dt>${key}</dt>
            <dd>${does}</dd>`,
      )}
    </dl>
    <form method="dialog"><vscode-button secondary type="submit">Close</vscode-button></form>
  </dialog>`;
}
