import { css, html, LitElement, type TemplateResult } from 'lit';
import { inWords, quantity, wholeNumber } from '../format/quantity.ts';
import { baseStyles } from '../styles/base.css.ts';
import { pictures } from './drawQueue.ts';
import type { HuntTrend } from './huntTrend.ts';
import { hairLine, penOf } from './surface.ts';
import { themeAt, themeChanges, type ColorName, type Theme } from './theme.ts';
import { linearTicks } from './ticks.ts';

const left = 64;
const right = 16;
const top = 12;
const bottom = 132;
const height = bottom + 22;

type Pen = CanvasRenderingContext2D;
type Scale = (value: number) => number;

/** What is held after each cycle of a hunt, and how it grows over the first and the last half. */
export class HuntChart extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      canvas {
        width: 100%;
        height: ${height}px;
      }
    `,
  ];
  static override readonly properties = {
    trend: { attribute: false },
    unit: { attribute: false },
    workUnit: { attribute: false },
    width: { state: true },
    themes: { state: true },
  };
  declare trend: HuntTrend | null;
  declare unit: 'bytes' | 'count';
  /** What one unit of work is. */
  declare workUnit: string;
  declare width: number;
  /** Counts themes: each is drawn anew. */
  declare themes: number;
  private stopTheme: () => void = () => undefined;
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.trend = null;
    this.unit = 'bytes';
    this.workUnit = 'cycle';
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
    const { trend, unit, workUnit, width } = this;
    const canvas = this.renderRoot.querySelector('canvas');
    if (trend === null || canvas === null || width < 1) return;
    pictures.soon(this, () => {
      const pen = penOf(canvas, width, height);
      if (pen !== null) draw(pen, trend, { unit, workUnit, width }, themeAt(this));
    });
  }

  override render(): TemplateResult {
    const { trend, unit } = this;
    if (trend === null) return html``;
    const first = trend.points[0];
    const last = trend.points.at(-1);
    const words = (value: number | undefined) => inWords(quantity(value, unit));
    const summary = `${trend.points.length} looks: from ${words(first?.value)} to ${words(last?.value)} held`;
    return html`<canvas role="img" aria-label=${summary}></canvas>`;
  }
}
customElements.define('pit-hunt-chart', HuntChart);

type About = { readonly unit: 'bytes' | 'count'; readonly workUnit: string; readonly width: number };

function colorOf({ resource }: HuntTrend): ColorName {
  if (resource === 'heap') return 'heap';
  return resource === 'external' ? 'external' : 'rss';
}

function draw(pen: Pen, trend: HuntTrend, { unit, workUnit, width }: About, theme: Theme): void {
  const values = trend.points.map(({ value }) => value);
  if (values.length === 0) return;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const spare = Math.max((high - low) * 0.15, unit === 'bytes' ? 32_000 : 1);
  const workMax = Math.max(...trend.points.map(({ work }) => work), 1);
  const x: Scale = (work) => left + (work / workMax) * (width - left - right);
  const y: Scale = (value) => bottom - ((value - low + spare) / (high - low + 2 * spare)) * (bottom - top);
  drawGrid(pen, [low, (low + high) / 2, high], y, (value) => inWords(quantity(value, unit)), width, theme);
  drawWork(pen, workMax, x, workUnit, width, theme);
  const color = theme.color(colorOf(trend));
  const lines = [
    { line: trend.early, dash: [4, 3] },
    { line: trend.late, dash: [] },
  ];
  for (const { line, dash } of lines) {
    if (line === null) continue;
    pen.save();
    pen.setLineDash(dash);
    pen.strokeStyle = theme.foreground;
    pen.lineWidth = 1.25;
    pen.beginPath();
    pen.moveTo(x(line.fromWork), y(line.from));
    pen.lineTo(x(line.toWork), y(line.to));
    pen.stroke();
    pen.restore();
  }
  for (const { work, value, isLate } of trend.points) {
    pen.beginPath();
    pen.arc(x(work), y(value), 3, 0, Math.PI * 2);
    pen.fillStyle = isLate ? color : theme.background;
    pen.strokeStyle = color;
    pen.lineWidth = 1.5;
    pen.fill();
    pen.stroke();
  }
}

function drawGrid(
  pen: Pen,
  ticks: readonly number[],
  y: Scale,
  words: (value: number) => string,
  width: number,
  theme: Theme,
): void {
  pen.font = `11px ${theme.family}`;
  pen.textAlign = 'right';
  let lastWords = '';
  for (const tick of ticks) {
    hairLine(pen, { x0: left, x1: width - right, y0: y(tick), y1: y(tick) }, theme.color('grid'));
    pen.fillStyle = theme.color('dim');
    // Values that lie too close for their digits are named once.
    if (words(tick) !== lastWords) pen.fillText(words(tick), left - 8, y(tick) + 4);
    lastWords = words(tick);
  }
}

function drawWork(pen: Pen, workMax: number, x: Scale, workUnit: string, width: number, theme: Theme): void {
  hairLine(pen, { x0: left, x1: width - right, y0: bottom, y1: bottom }, theme.color('grid'));
  pen.font = `11px ${theme.family}`;
  pen.fillStyle = theme.foreground;
  pen.textAlign = 'left';
  pen.fillText(workUnit === '' ? 'Work' : `${workUnit.charAt(0).toUpperCase()}${workUnit.slice(1)}s`, 0, bottom + 16);
  pen.textAlign = 'center';
  pen.fillStyle = theme.color('dim');
  for (const tick of linearTicks(workMax, width < 520 ? 3 : 6)) {
    if (tick > workMax || (tick === 0 && width < 520)) continue;
    hairLine(pen, { x0: x(tick), x1: x(tick), y0: bottom, y1: bottom + 3 }, theme.color('dim'));
    pen.fillText(wholeNumber(tick), x(tick), bottom + 16);
  }
}
