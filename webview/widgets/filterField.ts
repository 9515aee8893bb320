import { html, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';

/** The filter of a list: `/` leads here, Escape empties it. */
export function filterField(
  label: string,
  text: string,
  change: (text: string) => void,
  hint = 'Filter',
): TemplateResult {
  const read = (event: Event) => {
    const { target } = event;
    if (target instanceof HTMLElement && 'value' in target) change(String(target.value));
  };
  return html`<vscode-textfield
    placeholder=${hint}
    label=${label}
    .value=${text}
    @input=${read}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') change('');
    }}
    ><span slot="content-after" class="dim" aria-hidden="true">/&nbsp;</span></vscode-textfield
  >`;
}
