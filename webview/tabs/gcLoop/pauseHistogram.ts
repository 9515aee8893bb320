import { BarController, BarElement, CategoryScale, Chart, LinearScale } from 'chart.js';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { themeAt, themeChanges } from '../../charts/theme.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { binLabels, binsInWords, type PauseBins } from './pauseBins.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

/** How strong the tone of each kind is, in the order of the rows: one colour, since the chart is about one thing. */
const tones = ['100%', '60%', '35%', '80%', '20%'];

/** How long pauses are: one bar a bin, stacked by kind. Draws when its rows change, which is once a second at most. */
export class PauseHistogram extends LitElement {
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
  static override readonly properties = { rows: { attribute: false } };
  declare rows: readonly PauseBins[];
  private chart: Chart<'bar', number[], string> | null = null;
  private stopTheme: () => void = () => undefined;

  constructor() {
    super();
    this.rows = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = themeChanges.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme();
    this.chart?.destroy();
    this.chart = null;
  }

  private toneOf(row: number): string {
    return `color-mix(in srgb, var(--gc) ${tones[row] ?? '50%'}, var(--vscode-editor-background))`;
  }

  override render(): TemplateResult {
    return html`<div class="plot"><canvas role="img" aria-label=${binsInWords(this.rows)}></canvas></div>
      <div class="key dim" aria-hidden="true">
        ${this.rows.map(({ label }, row) => html`<span><i .style=${`background:${this.toneOf(row)}`}></i>${label}</span>`)}
        <span>ms</span>
      </div>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas === null) return;
    const theme = themeAt(this);
    // A canvas knows no variables: the mixed colours are read from the key's own squares.
    const squares = [...this.renderRoot.querySelectorAll('i')].map(
      (square) => getComputedStyle(square).backgroundColor,
    );
    const datasets = this.rows.map(({ label, counts }, row) => ({
      label,
      data: [...counts],
      backgroundColor: squares[row] ?? theme.color('gc'),
      barPercentage: 1,
      categoryPercentage: 0.92,
    }));
    const font = { family: theme.family, size: 11 };
    const ticks = { color: theme.color('dim'), font };
    if (this.chart === null) {
      this.chart = new Chart(canvas, {
        type: 'bar',
        data: { labels: [...binLabels], datasets },
        options: { animation: false, events: [], maintainAspectRatio: false, responsive: true },
      });
    }
    this.chart.data.datasets = datasets;
    this.chart.options.scales = {
      x: { stacked: true, grid: { display: false }, border: { color: theme.color('rule') }, ticks },
      y: {
        stacked: true,
        grid: { color: theme.color('grid') },
        border: { display: false },
        ticks: { ...ticks, precision: 0, maxTicksLimit: 4 },
      },
    };
    this.chart.update('none');
  }
}
customElements.define('pit-pause-histogram', PauseHistogram);
