import { BarController, BarElement, CategoryScale, Chart, LinearScale } from 'chart.js';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '../styles/base.css.ts';
import { pictures } from './drawQueue.ts';
import type { HistogramSubject } from './histogramSubject.ts';
import { themeAt, themeChanges } from './theme.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

/** How strong the tone of each row is, in their order: one colour, since the chart is about one thing. */
const tones = ['100%', '60%', '35%', '80%', '20%'];

/** A distribution: one bar a bin, its rows stacked. Draws when its subject changes, which is once a second at most. */
export class Histogram extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      .plot {
        position: relative;
        height: 96px;
      }
      .key {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        min-height: 16px;
        font-size: 11px;
        line-height: 16px;
      }
      .key i {
        display: inline-block;
        width: 10px;
        height: 8px;
        margin-right: 5px;
      }
    `,
  ];
  static override readonly properties = { subject: { attribute: false }, themes: { state: true } };
  declare subject: HistogramSubject | null;
  /** Counts themes: each is drawn anew. */
  declare themes: number;
  private chart: Chart<'bar', number[], string> | null = null;
  private stopTheme: () => void = () => undefined;

  constructor() {
    super();
    this.subject = null;
    this.themes = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = themeChanges.subscribe(() => (this.themes += 1));
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme();
    this.chart?.destroy();
    this.chart = null;
  }

  private toneOf(row: number): string {
    const color = this.subject?.color ?? 'dim';
    return `color-mix(in srgb, var(--${color}) ${tones[row] ?? '50%'}, var(--vscode-editor-background))`;
  }

  override render(): TemplateResult {
    const { subject } = this;
    if (subject === null) return html``;
    return html`<div class="plot"><canvas role="img" aria-label=${subject.summary}></canvas></div>
      <div class="key dim" aria-hidden="true">
        ${subject.rows.map(({ label }, row) => html`<span><i .style=${`background:${this.toneOf(row)}`}></i>${label}</span>`)}
        <span>${subject.axis}</span>
      </div>`;
  }

  protected override updated(): void {
    const { subject } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (subject === null || canvas === null) return;
    // One canvas a frame: to make a chart takes most of one.
    pictures.soon(this, () => {
      if (this.isConnected) this.draw(canvas, subject);
    });
  }

  private draw(canvas: HTMLCanvasElement, subject: HistogramSubject): void {
    const theme = themeAt(this);
    // A canvas knows no variables: the mixed colours are read from the key's own squares.
    const squares = [...this.renderRoot.querySelectorAll('i')].map(
      (square) => getComputedStyle(square).backgroundColor,
    );
    const datasets = subject.rows.map(({ label, counts }, row) => ({
      label,
      data: [...counts],
      backgroundColor: squares[row] ?? theme.color(subject.color),
      barPercentage: 1,
      categoryPercentage: 0.92,
    }));
    const ticks = { color: theme.color('dim'), font: { family: theme.family, size: 11 } };
    const scales = {
      x: { stacked: true, grid: { display: false }, border: { color: theme.color('rule') }, ticks },
      y: {
        stacked: true,
        grid: { color: theme.color('grid') },
        border: { display: false },
        ticks: { ...ticks, precision: 0, maxTicksLimit: 4 },
      },
    };
    if (this.chart === null) {
      this.chart = new Chart(canvas, {
        type: 'bar',
        data: { labels: [...subject.bins], datasets },
        options: { animation: false, events: [], maintainAspectRatio: false, responsive: true, scales },
      });
      return;
    }
    this.chart.data.datasets = datasets;
    this.chart.options.scales = scales;
    this.chart.update('none');
  }
}
customElements.define('pit-histogram', Histogram);
