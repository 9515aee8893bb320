import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
} from 'chart.js';
import { css, html, LitElement, type TemplateResult } from 'lit';
import type { EpochMs } from '../../src/protocol/units.ts';
import { baseStyles } from '../styles/base.css.ts';
import { themeAt, themeChanges, type Theme } from './theme.ts';
import { shapeLooks, type TimeChartSubject, type TimePlot } from './timeChartSubject.ts';
import { marksPlugin } from './timeMarks.ts';

Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement);

/** Left edge of every plot: names stand before it. */
export const plotLeft = { wide: 112, narrow: 44 } as const;

const headHeight = 36;
const timesHeight = 22;

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
        top: 34px;
        font-size: 12px;
        line-height: 16px;
        pointer-events: none;
      }
      .label .dim {
        font-size: 11px;
        display: block;
      }
      .label.narrow {
        top: 10px;
      }
      .label.narrow .dim {
        display: inline;
      }
      .frame {
        position: relative;
        width: 100%;
      }
    `,
  ];
  static override readonly properties = { subject: { attribute: false }, isNarrow: { attribute: false } };
  declare subject: TimeChartSubject | null;
  declare isNarrow: boolean;
  private chart: TimePlot | null = null;
  private theme: Theme | null = null;
  private stopTheme: () => void = () => undefined;

  constructor() {
    super();
    this.subject = null;
    this.isNarrow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = themeChanges.subscribe(() => {
      this.theme = null;
      this.requestUpdate();
    });
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme();
    this.chart?.destroy();
    this.chart = null;
  }

  protected override updated(): void {
    const { subject } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (subject === null || canvas === null) return;
    this.theme ??= themeAt(this);
    const chart = this.chart ?? this.create(canvas, subject);
    this.chart = chart;
    chart.data.datasets = datasetsOf(subject, this.theme);
    const { x, y } = chart.options.scales ?? {};
    if (x !== undefined) Object.assign(x, { min: subject.fromAt, max: subject.toAt });
    if (y !== undefined) Object.assign(y, { min: subject.scale.low, max: subject.scale.high });
    chart.update('none');
  }

  private create(canvas: HTMLCanvasElement, subject: TimeChartSubject): TimePlot {
    const theme = () => (this.theme ??= themeAt(this));
    const tickFont = () => ({ family: theme().family, size: 11 });
    const left = () => (this.isNarrow ? plotLeft.narrow : plotLeft.wide);
    const current = () => this.subject ?? subject;
    return new Chart<'line', { x: number; y: number }[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [marksPlugin(current, theme)],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: {
          autoPadding: false,
          padding: { top: headHeight, right: 1, left: 0, bottom: subject.end === 'last' ? timesHeight : 0 },
        },
        scales: {
          x: { type: 'linear', display: false },
          y: {
            type: subject.scale.kind,
            border: { display: false },
            grid: { color: () => theme().color('grid'), drawTicks: false, lineWidth: 1 },
            ticks: {
              autoSkip: false,
              padding: 8,
              font: tickFont,
              color: () => theme().color('dim'),
              callback: (value) => String(value),
            },
            afterBuildTicks: (axis) => {
              axis.ticks = current().scale.ticks.map((value) => ({ value }));
            },
            afterFit: (axis) => {
              axis.width = left();
            },
          },
        },
      },
    });
  }

  private point(event: MouseEvent | null): void {
    const area = this.chart?.chartArea;
    const { subject } = this;
    let at: EpochMs | null = null;
    if (event !== null && area !== undefined && subject !== null && event.offsetX >= area.left) {
      at = subject.fromAt + ((event.offsetX - area.left) / area.width) * (subject.toAt - subject.fromAt);
    }
    this.dispatchEvent(new CustomEvent('cursor-at', { detail: at }));
  }

  override render(): TemplateResult {
    const { subject } = this;
    if (subject === null) return html``;
    const height = headHeight + subject.plotHeight + (subject.end === 'last' ? timesHeight : 0);
    return html`<div class=${this.isNarrow ? 'label narrow' : 'label'} aria-hidden="true">
        ${subject.name}${this.isNarrow ? ', ' : ''}<span class="dim">${subject.unit}</span>
      </div>
      <div class="frame" .style=${`height:${height}px`}>
        <canvas
          role="img"
          aria-label=${subject.summary}
          @mousemove=${(event: MouseEvent) => this.point(event)}
          @mouseleave=${() => this.point(null)}
        ></canvas>
      </div>`;
  }
}

function datasetsOf(subject: TimeChartSubject, theme: Theme): ChartDataset<'line', { x: number; y: number }[]>[] {
  const color = theme.color(subject.color);
  const wash = `color-mix(in srgb, ${color} ${theme.wash * 100}%, transparent)`;
  const { line } = subject;
  const data: { x: number; y: number }[] = [];
  for (let index = 0; index < (line?.length ?? 0); index += 1) {
    data.push({ x: line?.at[index] ?? NaN, y: line?.value[index] ?? NaN });
  }
  const lines: ChartDataset<'line', { x: number; y: number }[]>[] =
    line === null
      ? []
      : [
          {
            data,
            borderColor: color,
            borderWidth: 1.25,
            backgroundColor: wash,
            fill: theme.wash > 0 ? 'start' : false,
            pointRadius: 0,
            pointHitRadius: 0,
            borderJoinStyle: 'round',
          },
        ];
  const shapes = subject.shapes.map(({ shape, points }) => {
    const look = shapeLooks[shape];
    return {
      data: points.map(({ x, y }) => ({ x, y: Math.max(y, subject.scale.low) })),
      showLine: false,
      pointStyle: look.style,
      pointRadius: look.radius,
      pointHitRadius: 0,
      pointBorderColor: color,
      pointBorderWidth: look.isHollow ? 1 : 0,
      pointBackgroundColor: look.isHollow ? theme.background : color,
    };
  });
  return [...lines, ...shapes];
}

customElements.define('pit-time-chart', TimeChart);
