import { css, html, LitElement, type TemplateResult } from 'lit';
import type { EpochMs } from '../../src/protocol/units.ts';
import { clockSeconds } from '../format/moments.ts';
import { baseStyles } from '../styles/base.css.ts';
import { extent, type Points } from './decimate.ts';
import { drawTimes } from './drawStrips.ts';
import { drawLine } from './lines.ts';
import { pictures } from './drawQueue.ts';
import { hairLine, penOf } from './surface.ts';
import { themeAt, themeChanges, type Theme } from './theme.ts';
import { moved, selectionMsMin, type TimeRange } from './timeRange.ts';

export type BrushSubject = {
  readonly whole: TimeRange;
  readonly selected: TimeRange;
  readonly line: Points;
  readonly name: string;
  readonly unit: string;
  /** The least value that the top stands for. */
  readonly highMin: number;
};

const height = 36;
const timesHeight = 20;
type Drag = { readonly edge: 'from' | 'to' | 'both' | 'new'; readonly at: EpochMs; readonly range: TimeRange };

/** The whole time as a strip with a selected part. Fires `select-range` with the new part. */
export class Brush extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        position: relative;
      }
      .plot {
        position: relative;
        touch-action: none;
      }
      canvas {
        cursor: crosshair;
      }
      .grip {
        position: absolute;
        top: 6px;
        width: 13px;
        margin-left: -6px;
        height: 24px;
        cursor: ew-resize;
        border-left: 4px solid transparent;
        border-right: 4px solid transparent;
        background: var(--vscode-focusBorder);
        background-clip: padding-box;
      }
    `,
  ];
  static override readonly properties = { subject: { attribute: false }, width: { type: Number } };
  declare subject: BrushSubject | null;
  /** Width of the plot in pixels. */
  declare width: number;
  private drag: Drag | null = null;
  private stopTheme: () => void = () => undefined;

  constructor() {
    super();
    this.subject = null;
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTheme = themeChanges.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTheme();
  }

  protected override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const { subject, width } = this;
    if (canvas === null || subject === null || width < 1) return;
    pictures.soon(this, () => {
      const pen = penOf(canvas, width, height + timesHeight);
      if (pen !== null) drawBrush(pen, subject, width, themeAt(this));
    });
  }

  private atOf(x: number, { whole }: BrushSubject): EpochMs {
    return whole.fromAt + (Math.min(Math.max(0, x), this.width) / this.width) * (whole.toAt - whole.fromAt);
  }

  private xOf(at: EpochMs, { whole }: BrushSubject): number {
    return ((at - whole.fromAt) / (whole.toAt - whole.fromAt)) * this.width;
  }

  private tell(range: TimeRange): void {
    this.dispatchEvent(new CustomEvent('select-range', { detail: range }));
  }

  private start(event: PointerEvent, edge: Drag['edge']): void {
    const { subject } = this;
    const plot = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (subject === null || plot === null || event.button !== 0) return;
    plot.setPointerCapture(event.pointerId);
    const at = this.atOf(event.clientX - plot.getBoundingClientRect().left, subject);
    const isWhole =
      subject.selected.toAt - subject.selected.fromAt > (subject.whole.toAt - subject.whole.fromAt) * 0.98;
    const isInside = at > subject.selected.fromAt && at < subject.selected.toAt;
    const kind = edge === 'both' && (!isInside || isWhole) ? 'new' : edge;
    this.drag = { edge: kind, at, range: subject.selected };
  }

  private move(event: PointerEvent): void {
    const { drag, subject } = this;
    if (drag === null || subject === null || !(event.currentTarget instanceof HTMLElement)) return;
    const at = this.atOf(event.clientX - event.currentTarget.getBoundingClientRect().left, subject);
    if (drag.edge !== 'new') {
      this.tell(moved(drag.range, subject.whole, at - drag.at, drag.edge));
    } else if (Math.abs(at - drag.at) >= selectionMsMin) {
      this.tell({ fromAt: Math.min(at, drag.at), toAt: Math.max(at, drag.at) });
    }
  }

  private key(event: KeyboardEvent, edge: 'from' | 'to'): void {
    const { subject } = this;
    if (subject === null) return;
    const unit = (subject.whole.toAt - subject.whole.fromAt) / 100;
    const step = { ArrowLeft: -unit, ArrowRight: unit, PageDown: -10 * unit, PageUp: 10 * unit }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.tell(moved(subject.selected, subject.whole, step, event.shiftKey ? 'both' : edge));
  }

  override render(): TemplateResult {
    const { subject } = this;
    if (subject === null) return html``;
    const { whole, selected } = subject;
    const grip = (edge: 'from' | 'to', at: EpochMs, name: string) =>
      html`<div
        class="grip"
        role="slider"
        tabindex="0"
        aria-label=${name}
        aria-orientation="horizontal"
        aria-valuemin=${Math.round(whole.fromAt)}
        aria-valuemax=${Math.round(whole.toAt)}
        aria-valuenow=${Math.round(at)}
        aria-valuetext=${clockSeconds(at)}
        .style=${`left:${this.xOf(at, subject)}px`}
        @keydown=${(event: KeyboardEvent) => this.key(event, edge)}
        @pointerdown=${(event: PointerEvent) => {
          event.stopPropagation();
          this.start(event, edge);
        }}
      ></div>`;
    return html`<div
      class="plot"
      .style=${`width:${this.width}px`}
      @pointerdown=${(event: PointerEvent) => this.start(event, 'both')}
      @pointermove=${(event: PointerEvent) => this.move(event)}
      @pointerup=${() => (this.drag = null)}
      @pointercancel=${() => (this.drag = null)}
    >
      <canvas
        role="img"
        aria-label=${`${subject.name} from ${clockSeconds(whole.fromAt)} to ${clockSeconds(whole.toAt)}; selected from ${clockSeconds(selected.fromAt)} to ${clockSeconds(selected.toAt)}`}
      ></canvas>
      ${grip('from', selected.fromAt, 'Start of the selected time')}
      ${grip('to', selected.toAt, 'End of the selected time')}
    </div>`;
  }
}

function drawBrush(pen: CanvasRenderingContext2D, subject: BrushSubject, width: number, theme: Theme): void {
  const { whole, selected, line } = subject;
  const x = (at: number) => ((at - whole.fromAt) / (whole.toAt - whole.fromAt)) * width;
  const high = Math.max(subject.highMin, (extent(line)?.high ?? 0) * 1.05);
  const y = (value: number) => height - 1 - (value / high) * (height - 4);
  drawLine(pen, line, { x, y }, { color: theme.color('gc'), wash: theme.wash, base: height });
  hairLine(pen, { x0: 0, x1: width, y0: height - 1, y1: height - 1 }, theme.color('grid'));
  const left = x(selected.fromAt);
  const right = x(selected.toAt);
  pen.globalAlpha = 0.62;
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, left, height);
  pen.fillRect(right, 0, width - right, height);
  pen.globalAlpha = 1;
  pen.strokeStyle = theme.focus;
  pen.lineWidth = 1;
  pen.strokeRect(Math.round(left) + 0.5, 0.5, Math.max(1, Math.round(right - left) - 1), height - 1);
  drawTimes(pen, { width, ...whole, y: height }, theme);
}
customElements.define('pit-brush', Brush);
