import { PanelElement } from './panelElement.ts';
import type { PanelStore } from './panelStore.ts';

/** A tab's view. `now` is the panel's clock; it moves once a second. */
export abstract class TabElement extends PanelElement {
  static override readonly properties = { now: { attribute: false }, filter: { state: true } };
  declare now: number;
  /** What the lists of this tab are filtered by. */
  declare filter: string;
  protected readonly store: PanelStore;

  constructor(store: PanelStore, now: number) {
    super();
    this.store = store;
    this.now = now;
    this.filter = '';
  }

  /** Puts the cursor into the tab's filter, where it has one. */
  focusFilter(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-textfield')?.focus();
  }
}
