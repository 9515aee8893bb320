import { css, html, LitElement, type TemplateResult } from 'lit';
import type { EpochMs } from '../../src/protocol/units.ts';
import { inWords, quantity, range } from '../format/quantity.ts';
import { baseStyles } from '../styles/base.css.ts';
import type { SampleRing } from '../store/sampleRing.ts';
import type { MetricId } from '../../src/protocol/metrics.ts';
import type { Unit } from '../../src/protocol/units.ts';
import { decimate, extent } from './decimate.ts';
import { drawStrips, stripHeights, type Mark, type Strip } from './drawStrips.ts';
import { penOf } from './surface.ts';
import { themeAt, themeChanges, type ColorName } from './theme.ts';

/** What a strip shows: the metric, how it is called here, and its scale. */
export type StripKind = {
  readonly metric: MetricId;
  readonly name: string;
  readonly unit: Unit;
  readonly color: ColorName;
  readonly spanMin: number;
  readonly fromZero: boolean;
  /** Significant digits of its figures. */
  readonly digits: number;
};

export type StripsSubject = {
  readonly samples: SampleRing;
  readonly kinds: readonly StripKind[];
  readonly fromAt: EpochMs;
  readonly toAt: EpochMs;
  readonly rangeName: string;
  readonly marks: readonly Mark[];
};

/** Stretches without a sample this long are drawn as a gap. */
const gapMs = 3_000;

/** Series below each other on one axis of time; name, newest value and range stand beside each as a table. */
export class Strips extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      .strips {
        position: relative;
        font-size: 12px;
      }
      .row {
        display: grid;
        grid-template-columns: 112px minmax(0, 1fr) 76px 120px;
        height: 32px;
        line-height: 32px;
        align-items: center;
      }
      .row.head {
        height: 18px;
        line-height: 18px;
        color: var(--dim);
        font-size: 11px;
      }
      .row > :nth-child(n + 2) {
        text-align: right;
      }
      .row > * {
        white-space: nowrap;
      }
      .row > .now {
        grid-column: 3;
      }
      .row > .range {
        grid-column: 4;
      }
      canvas {
        position: absolute;
        left: 112px;
        top: 0;
      }
      .foot {
        height: 20px;
      }
      .narrow .row {
        grid-template-columns: 96px minmax(0, 1fr) 72px 0;
      }
      .narrow .range {
        display: none;
      }
      .narrow canvas {
        left: 96px;
      }
    `,
  ];
  static override readonly properties = { subject: { attribute: false }, width: { state: true } };
  declare subject: StripsSubject | null;
  declare width: number;
  private strips: readonly Strip[] = [];
  /** What the picture was drawn of: figures move ten times a second, the picture only when a pixel has passed. */
  private drawn = '';
  private isOther = false;
  private themes = 0;
  private stopTheme: () => void = () => undefined;
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.subject = null;
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.stopTheme = themeChanges.subscribe(() => {
      this.themes += 1;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.stopTheme();
  }

  private get isNarrow(): boolean {
    return this.width < 528;
  }

  private get plotWidth(): number {
    return Math.max(0, this.width - (this.isNarrow ? 96 + 72 : 112 + 76 + 120) - 12);
  }

  protected override willUpdate(): void {
    const { subject, plotWidth } = this;
    if (subject === null || plotWidth < 1) return;
    const key = [
      subject.samples.firstAt,
      subject.fromAt,
      subject.toAt,
      plotWidth,
      subject.marks.map(({ at }) => at),
      this.themes,
    ].join(' ');
    this.isOther = key !== this.drawn;
    if (!this.isOther) return;
    this.drawn = key;
    const { samples, fromAt, toAt } = subject;
    const rows = samples.window(fromAt, toAt);
    this.strips = subject.kinds.map(({ metric, ...kind }) => ({
      ...kind,
      points: decimate(
        { ...rows, at: (row) => samples.atOf(row), value: (row) => samples.valueOf(metric, row) },
        fromAt,
        toAt,
        plotWidth,
        gapMs,
      ),
    }));
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const { subject, plotWidth } = this;
    if (canvas === null || subject === null || !this.isOther) return;
    const height = stripHeights.marks + subject.kinds.length * stripHeights.strip + stripHeights.times;
    const pen = penOf(canvas, plotWidth, height);
    if (pen === null) return;
    drawStrips(pen, { ...subject, width: plotWidth, strips: this.strips }, themeAt(this));
  }

  override render(): TemplateResult {
    const { subject } = this;
    if (subject === null) return html``;
    const rows = subject.kinds.map((kind, index) => {
      const points = this.strips[index]?.points;
      const found = points === undefined ? null : extent(points);
      const now = quantity(subject.samples.latest(kind.metric), kind.unit, kind.digits);
      const all = found === null ? quantity(null, kind.unit) : range(found.low, found.high, kind.unit, kind.digits);
      return { kind, now, all };
    });
    const summary = rows.map(({ kind, now, all }) => `${kind.name} ${inWords(now)}, range ${inWords(all)}`).join('; ');
    return html`<div class=${this.isNarrow ? 'strips narrow' : 'strips'}>
      <canvas role="img" aria-label=${`${subject.rangeName}: ${summary}`}></canvas>
      <div role="table" aria-label=${`Figures, ${subject.rangeName}`}>
        <div class="row head" role="row">
          <span role="columnheader"><span class="spoken">series</span></span>
          <span class="now" role="columnheader">now</span>
          <span class="range" role="columnheader">${subject.rangeName}</span>
        </div>
        ${rows.map(
          ({ kind, now, all }) =>
            html`<div class="row" role="row">
              <span role="rowheader">${kind.name}</span>
              <span class="now" role="cell"><span class="q" title=${now.exact}>${inWords(now)}</span></span>
              <span class="range dim" role="cell"><span class="q" title=${all.exact}>${all.figure}</span></span>
            </div>`,
        )}
      </div>
      <div class="foot"></div>
    </div>`;
  }
}
customElements.define('pit-strips', Strips);
