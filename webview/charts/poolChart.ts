import { css, html, LitElement, type TemplateResult } from 'lit';
import type { PoolTuning } from '../../src/protocol/experiments.ts';
import { inWords, quantity } from '../format/quantity.ts';
import { baseStyles } from '../styles/base.css.ts';
import { drawPoolChart, poolChartHeight } from './drawPoolChart.ts';
import { pictures } from './drawQueue.ts';
import { penOf } from './surface.ts';
import { themeAt, themeChanges } from './theme.ts';

/** Throughput and wait over the sizes of a pool, with the knee. The table beside it has the same figures as text. */
export class PoolChart extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      canvas {
        width: 100%;
        height: ${poolChartHeight}px;
      }
    `,
  ];
  static override readonly properties = {
    tuning: { attribute: false },
    width: { state: true },
    themes: { state: true },
  };
  declare tuning: PoolTuning | null;
  declare width: number;
  /** Counts themes: each is drawn anew. */
  declare themes: number;
  private stopTheme: () => void = () => undefined;
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.tuning = null;
    this.width = 0;
    this.themes = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.stopTheme = themeChanges.subscribe(() => (this.themes += 1));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.stopTheme();
  }

  protected override updated(): void {
    const { tuning, width } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (tuning === null || canvas === null || width < 1) return;
    pictures.soon(this, () => {
      const pen = penOf(canvas, width, poolChartHeight);
      if (pen !== null) drawPoolChart(pen, tuning, width, themeAt(this));
    });
  }

  override render(): TemplateResult {
    const { tuning } = this;
    if (tuning === null) return html``;
    return html`<canvas role="img" aria-label=${summaryOf(tuning)}></canvas>`;
  }
}

function summaryOf({ pool, steps, knee, kneeRange }: PoolTuning): string {
  const parts = steps.map(({ size, throughput }) => `${size}: ${inWords(quantity(throughput, 'perSecond'))}`);
  const range =
    kneeRange === null || kneeRange[0] === kneeRange[1] ? '' : `, between ${kneeRange[0]} and ${kneeRange[1]}`;
  return `Throughput of ${pool} by size: ${parts.join(', ')}. ${knee === null ? 'No knee was reached' : `The knee is at ${knee}${range}`}.`;
}
customElements.define('pit-pool-chart', PoolChart);
