import { html, nothing, type TemplateResult } from 'lit';
import type { Capture } from '../../../src/protocol/captures.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { capturesModel } from './capturesModel.ts';

function compare(store: PanelStore, captures: readonly Capture[], ticked: readonly string[]): void {
  const [before, after] = captures
    .filter(({ captureId }) => ticked.includes(captureId))
    .toSorted((a, b) => a.takenAt - b.takenAt)
    .map(({ captureId }) => captureId);
  if (before === undefined || after === undefined) return;
  // The comparison makes findings; the view itself asks for the diff, and says when that fails.
  store.client.value?.request('captures/compare', { before, after }).catch(() => undefined);
  store.show({ tab: 'memory', diff: { before, after } });
  store.look({ ticked: [] });
}

/** The snapshots: one to be shown, two ticked to be compared. */
export function capturesSection(
  store: PanelStore,
  captures: readonly Capture[],
  shownIds: ReadonlySet<string>,
  now: EpochMs,
): TemplateResult {
  const ticked = (store.view.value.ticked ?? []).filter((id) => captures.some(({ captureId }) => captureId === id));
  const model = capturesModel(captures, ticked, shownIds, now, {
    open: ({ captureId }) => store.show({ tab: 'memory', captureId }),
    tick: ({ captureId }) => {
      const rest = ticked.filter((id) => id !== captureId);
      store.look({ ticked: rest.length < ticked.length ? rest : [...rest, captureId].slice(-2) });
    },
  });
  return html`<section>
    <div class="bar">
      <h2>Snapshots</h2>
      <span class="note">${ticked.length === 2 ? nothing : 'tick two to compare them'}</span>
      <span class="end">
        ${
          ticked.length === 2
            ? html`<vscode-button @click=${() => compare(store, captures, ticked)}>Compare</vscode-button>`
            : nothing
        }
      </span>
    </div>
    <pit-grid .model=${model} .maxLines=${8}></pit-grid>
  </section>`;
}
