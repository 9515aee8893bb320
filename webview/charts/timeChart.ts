import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { EpochMs } from '../../src/protocol/units.ts';
import { clockSeconds } from '../format/moments.ts';
import { baseStyles } from '../styles/base.css.ts';
import { drawTimeChart, plotArea, timeChartHeight, timeChartHeights, type PlotArea } from './drawTimeChart.ts';
import { pictures } from './drawQueue.ts';
import { penOf } from './surface.ts';
import { themeAt, themeChanges } from './theme.ts';
import type { TimeChartSubject } from './timeChartSubject.ts';

/** Left edge of every plot: names stand before it. */
export const plotLeft = { wide: 112, narrow: 44 } as const;

/** A chart over time in the editor's colours. Fires `cursor-at` with the moment under the pointer, or null. */
export class TimeChart extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        position: relative;
      }
      .label {
        position: absolute;
        left: 0;
        top: 28px;
        font-size: 12px;
        line-height: 16px;
        pointer-events: none;
      }
      .label .dim {
        font-size: 11px;
        display: block;
      }
      .label.narrow {
        top: 4px;
      }
      .label.narrow .dim {
        display: inline;
      }
      .cursor {
        position: absolute;
        width: 1px;
        background: var(--vscode-foreground);
        pointer-events: none;
      }
      .cursor span {
        position: absolute;
        left: 5px;
        padding: 0 2px;
        font-size: 11px;
        line-height: 14px;
        white-space: nowrap;
        background: var(--vscode-editor-background);
      }
      .cursor.left span {
        left: auto;
        right: 5px;
      }
    `,
  ];
  static override readonly properties = {
    subject: { attribute: false },
    isNarrow: { attribute: false },
    width: { type: Number },
    cursorAt: { attribute: false },
    themes: { state: true },
  };
  declare subject: TimeChartSubject | null;
  declare isNarrow: boolean;
  /** Width of the whole chart in pixels. */
  declare width: number;
  /** The moment under the pointer, of all charts together. */
  declare cursorAt: EpochMs | null;
  /** Counts themes: each is drawn anew. */
  declare themes: number;
  private stopTheme: () => void = () => undefined;

  constructor() {
    super();
    this.subject = null;
    this.isNarrow = false;
    this.width = 0;
    this.cursorAt = null;
    this.themes = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = themeChanges.subscribe(() => (this.themes += 1));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme();
  }

  private area(subject: TimeChartSubject): PlotArea {
    return plotArea(subject, this.width, this.isNarrow ? plotLeft.narrow : plotLeft.wide);
  }

  protected override updated(changed: ReadonlyMap<PropertyKey, unknown>): void {
    const { subject } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    // The cursor is an element of its own: moving it draws no chart again.
    const isSame = !['subject', 'isNarrow', 'width', 'themes'].some((name) => changed.has(name));
    if (subject === null || canvas === null || isSame) return;
    pictures.soon(this, () => {
      const pen = penOf(canvas, this.width, timeChartHeight(subject));
      if (pen !== null) drawTimeChart(pen, subject, this.area(subject), themeAt(this));
    });
  }

  private point(event: MouseEvent | null): void {
    const { subject } = this;
    let at: EpochMs | null = null;
    if (event !== null && subject !== null) {
      const { left, right } = this.area(subject);
      const share = (event.offsetX - left) / (right - left);
      if (share >= 0) at = subject.fromAt + share * (subject.toAt - subject.fromAt);
    }
    this.dispatchEvent(new CustomEvent('cursor-at', { detail: at }));
  }

  private cursor(subject: TimeChartSubject): TemplateResult | typeof nothing {
    const { cursorAt } = this;
    if (cursorAt === null || cursorAt < subject.fromAt || cursorAt > subject.toAt) return nothing;
    const area = this.area(subject);
    const x = area.left + ((cursorAt - subject.fromAt) / (subject.toAt - subject.fromAt)) * (area.right - area.left);
    const top = subject.end === 'first' ? area.top - 14 : 0;
    const side = x > area.right - 140 ? 'cursor left' : 'cursor';
    const bottom = subject.end === 'last' ? timeChartHeights.times : 0;
    return html`<div
      class=${side}
      aria-hidden="true"
      .style=${`left:${Math.round(x)}px;top:${top}px;bottom:${bottom}px`}
    >
      <span class="q" .style=${`top:${area.top - top - 2}px`}>${subject.valueAt(cursorAt)}</span>
      ${subject.end === 'first' ? html`<span .style=${'top:-2px'}>${clockSeconds(cursorAt)}</span>` : nothing}
    </div>`;
  }

  override render(): TemplateResult {
    const { subject } = this;
    if (subject === null) return html``;
    return html`<div class=${this.isNarrow ? 'label narrow' : 'label'} aria-hidden="true">
        ${subject.name}${this.isNarrow ? ', ' : ''}<span class="dim">${subject.unit}</span>
      </div>
      <canvas
        role="img"
        aria-label=${subject.summary}
        @mousemove=${(event: MouseEvent) => this.point(event)}
        @mouseleave=${() => this.point(null)}
      ></canvas>
      ${this.cursor(subject)}`;
  }
}
customElements.define('pit-time-chart', TimeChart);
