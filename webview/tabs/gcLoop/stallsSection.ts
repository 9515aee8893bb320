import { html, nothing, type TemplateResult } from 'lit';
import type { Place } from '../../../src/protocol/places.ts';
import type { Stall } from '../../../src/protocol/stalls.ts';
import '../../lists/grid.ts';
import type { GridModel } from '../../lists/gridModel.ts';
import { Kept } from '../../store/kept.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { stallOf, stallsModel, stallsNote } from './stallsModel.ts';

const askEveryMs = 2_000;

/** What held the loop of the chosen target up, asked again while it is looked at. */
export class Stalls {
  private readonly store: PanelStore;
  private readonly changed: () => void;
  private readonly kept = new Kept<GridModel>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private told: { readonly targetId: string; readonly stalls: readonly Stall[] } | null = null;
  private readonly openPlace = (place: Place) => this.store.openPlace(place);

  constructor(store: PanelStore, changed: () => void) {
    this.store = store;
    this.changed = changed;
  }

  start(): void {
    this.timer = setInterval(() => this.ask(), askEveryMs);
    this.ask();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private ask(): void {
    const { target, client } = this.store;
    if (target === null || client.value === null) return;
    const { targetId } = target;
    client.value.request('live/stalls', { targetId }).then(
      (stalls) => {
        if (this.store.target?.targetId !== targetId) return;
        // The same as before: nothing is drawn again.
        if (this.told?.targetId === targetId && JSON.stringify(stalls) === JSON.stringify(this.told.stalls)) return;
        this.told = { targetId, stalls };
        this.changed();
      },
      // The pipe's own state tells that the host is gone; what was seen last stays.
      () => undefined,
    );
  }

  /** The section; nothing until there is an answer. */
  view(now: number): TemplateResult | typeof nothing {
    const { target, findings, view } = this.store;
    const { told } = this;
    if (told === null || told.targetId !== target?.targetId) return nothing;
    const { stalls } = told;
    const shown = (findings.value ?? []).find(({ findingId }) => findingId === view.value.findingId);
    const reveal = stallOf(shown, stalls);
    const model = this.kept.get([stalls, reveal, Math.floor(now / 10_000)], () =>
      stallsModel(stalls, now, this.openPlace, reveal),
    );
    return html`<section>
      <div class="bar">
        <h2>Stalls</h2>
        <span class="note">${stallsNote(stalls)}</span>
      </div>
      <pit-grid .model=${model} .maxLines=${12}></pit-grid>
    </section>`;
  }
}
