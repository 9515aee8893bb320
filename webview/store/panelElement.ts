import { LitElement } from 'lit';
import type { Watchable } from './signal.ts';

/** A part of the panel that draws again when what it watches has changed. */
export abstract class PanelElement extends LitElement {
  private stops: (() => void)[] = [];

  /** What this part watches; asked each time it enters the page. */
  protected abstract watched(): readonly Watchable[];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stops = this.watched().map((signal) => signal.subscribe(() => this.requestUpdate()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stops) stop();
    this.stops = [];
  }
}
