import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { baseStyles } from '../styles/base.css.ts';
import { drawFlame, flameRowHeight, lineOfLevel } from './drawFlame.ts';
import {
  boxAt,
  boxBeside,
  functionOf,
  sameBox,
  sightWithin,
  zoomed,
  type FlamePicture,
  type FlameStep,
  type Sight,
} from './flamePicture.ts';
import { pictures } from './drawQueue.ts';
import { penOf } from './surface.ts';
import { themeAt, themeChanges } from './theme.ts';

/** A box that is spoken of: null where there is none. */
export type PickedBox = { readonly picture: FlamePicture; readonly box: number } | null;

/** How far a key moves or zooms, as a share of what is in sight. */
const panShare = 0.2;
const zoomStep = 1.5;
/** A press that moved this far is a drag, no click. */
const dragPx = 4;
const tipWidthPx = 320;

/**
 * A flame graph on a canvas. Fires `look-at` with the wished stretch, `enter-box` where a box is to fill the view,
 * `leave-box` on Escape, `pick-box` with the active box, and `do-box` with a key pressed on it: `o` or `s`.
 */
export class Flame extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      :host {
        position: relative;
      }
      .scroll {
        overflow: hidden auto;
        outline-offset: 2px;
        overscroll-behavior: contain;
      }
      .sticky {
        position: sticky;
        top: 0;
      }
      canvas {
        cursor: default;
      }
      .reach {
        height: 3px;
        margin-bottom: 2px;
        background: var(--grid);
        position: relative;
      }
      .reach > div {
        position: absolute;
        height: 3px;
        min-width: 2px;
        background: var(--dim);
      }
      .tip {
        position: absolute;
        z-index: 1;
        max-width: 320px;
        padding: 4px 8px;
        pointer-events: none;
        font-size: 12px;
        line-height: 18px;
        overflow-wrap: anywhere;
        color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorHoverWidget-background, var(--vscode-editorWidget-background));
        border: 1px solid var(--vscode-editorHoverWidget-border, var(--rule));
      }
    `,
  ];
  static override readonly properties = {
    picture: { attribute: false },
    sight: { attribute: false },
    isUpward: { type: Boolean },
    isSearched: { type: Boolean },
    label: { type: String },
    maxHeight: { type: Number },
    wordsOf: { attribute: false },
    width: { state: true },
    top: { state: true },
    active: { state: true },
    hovered: { state: true },
    themes: { state: true },
  };
  declare picture: FlamePicture | null;
  /** The stretch in sight; null: the whole. */
  declare sight: Sight | null;
  declare isUpward: boolean;
  declare isSearched: boolean;
  /** What is drawn, for those who cannot see it. */
  declare label: string;
  declare maxHeight: number;
  /** What is said of a box, in lines. */
  declare wordsOf: (picture: FlamePicture, box: number) => readonly string[];
  declare width: number;
  declare top: number;
  declare active: number;
  declare hovered: number;
  declare themes: number;
  private drawnOf: FlamePicture | null = null;
  private pointer = { x: 0, y: 0 };
  private drag: { readonly x: number; readonly sight: Sight; isMoved: boolean } | null = null;
  private stopTheme: () => void = () => undefined;
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.picture = null;
    this.sight = null;
    this.isUpward = false;
    this.isSearched = false;
    this.label = 'Flame graph';
    this.maxHeight = 400;
    this.wordsOf = () => [];
    this.width = 0;
    this.top = 0;
    this.active = -1;
    this.hovered = -1;
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

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.scroll')?.focus();
  }

  private get extent(): number {
    return this.picture?.answer.extent ?? 0;
  }

  private get shown(): Sight {
    return this.sight ?? { from: 0, to: Math.max(this.extent, Number.MIN_VALUE) };
  }

  private get levels(): number {
    return Math.max(1, this.picture?.answer.levels ?? 1);
  }

  private get height(): number {
    return Math.min(this.maxHeight, this.levels * flameRowHeight);
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (!changed.has('picture') || this.picture === this.drawnOf) return;
    if (this.picture !== null) this.active = sameBox(this.drawnOf, this.active, this.picture);
    this.hovered = -1;
    this.drawnOf = this.picture;
  }

  protected override updated(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (this.isUpward && changed.has('picture')) this.scrollDown(this.levels * flameRowHeight);
    if (changed.has('active') || changed.has('picture')) this.tellPicked();
    pictures.soon(this, () => this.draw());
  }

  private draw(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const { picture, width, height } = this;
    if (canvas === null || picture === null || width < 1) return;
    const pen = penOf(canvas, width, height);
    if (pen === null) return;
    const { isUpward, isSearched, active, hovered, top, shown: sight } = this;
    drawFlame(pen, picture, { sight, width, height, top, isUpward, active, hovered, isSearched }, themeAt(this));
  }

  private tellPicked(): void {
    const { picture, active } = this;
    const detail: PickedBox = picture === null || active < 0 ? null : { picture, box: active };
    this.dispatchEvent(new CustomEvent('pick-box', { detail }));
  }

  private scrollDown(top: number): void {
    const scroller = this.renderRoot.querySelector('.scroll');
    if (scroller === null) return;
    scroller.scrollTop = top;
    this.top = scroller.scrollTop;
  }

  private lookAt(sight: Sight): void {
    this.dispatchEvent(new CustomEvent('look-at', { detail: sight }));
  }

  /** Makes a box the active one, and brings it into sight. */
  private activate(box: number): void {
    this.active = box;
    const { picture, shown } = this;
    if (picture === null || box < 0) return;
    const line = lineOfLevel(picture.level[box] ?? 0, this.levels, this.isUpward) * flameRowHeight;
    if (line < this.top) this.scrollDown(line);
    else if (line + flameRowHeight > this.top + this.height) this.scrollDown(line + flameRowHeight - this.height);
    const [start = 0, end = 0] = [picture.start[box], picture.end[box]];
    const width = shown.to - shown.from;
    if (end <= shown.from) this.lookAt(sightWithin(start, width, this.extent));
    else if (start >= shown.to) this.lookAt(sightWithin(end - width, width, this.extent));
  }

  private enter(box: number): void {
    const { picture } = this;
    if (picture === null || box < 0) return;
    const [start = 0, end = 0] = [picture.start[box], picture.end[box]];
    this.dispatchEvent(
      new CustomEvent('enter-box', { detail: sightWithin(start, end - start, this.extent) satisfies Sight }),
    );
  }

  private zoom(factor: number, about?: number): void {
    const { shown, picture, active } = this;
    const middle =
      picture === null || active < 0
        ? (shown.from + shown.to) / 2
        : Math.min(shown.to, Math.max(shown.from, ((picture.start[active] ?? 0) + (picture.end[active] ?? 0)) / 2));
    this.lookAt(zoomed(shown, this.extent, factor, about ?? middle));
  }

  private pan(share: number): void {
    const width = this.shown.to - this.shown.from;
    this.lookAt(sightWithin(this.shown.from + share * width, width, this.extent));
  }

  private step(step: FlameStep): void {
    if (this.picture !== null) this.activate(boxBeside(this.picture, this.active, step));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key;
    const does: Readonly<Record<string, () => void>> = {
      ArrowUp: () => this.step(this.isUpward ? 'callee' : 'caller'),
      ArrowDown: () => this.step(this.isUpward ? 'caller' : 'callee'),
      ArrowLeft: () => this.step('left'),
      ArrowRight: () => this.step('right'),
      'Shift+ArrowLeft': () => this.pan(-panShare),
      'Shift+ArrowRight': () => this.pan(panShare),
      '+': () => this.zoom(zoomStep),
      '=': () => this.zoom(zoomStep),
      '-': () => this.zoom(1 / zoomStep),
      Home: () => this.lookAt({ from: 0, to: this.extent }),
      Enter: () => this.enter(this.active),
      Escape: () => this.dispatchEvent(new CustomEvent('leave-box')),
      o: () => this.dispatchEvent(new CustomEvent('do-box', { detail: 'o' })),
      s: () => this.dispatchEvent(new CustomEvent('do-box', { detail: 's' })),
    };
    const act = does[key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  private placeAt(x: number): number {
    const { shown, width } = this;
    return shown.from + (x / Math.max(1, width)) * (shown.to - shown.from);
  }

  private hit(event: MouseEvent): number {
    const { picture, shown, width, levels } = this;
    if (picture === null) return -1;
    const line = Math.floor((event.offsetY + this.top) / flameRowHeight);
    const level = lineOfLevel(line, levels, this.isUpward);
    return boxAt(picture, level, this.placeAt(event.offsetX), (shown.to - shown.from) / Math.max(1, width));
  }

  private readonly onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 300), this.placeAt(event.offsetX));
      return;
    }
    const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (Math.abs(across) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
    this.pan(across / Math.max(1, this.width));
  };

  private readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !(event.currentTarget instanceof Element)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.drag = { x: event.offsetX, sight: this.shown, isMoved: false };
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    const { drag } = this;
    if (drag === null) {
      this.pointer = { x: event.offsetX, y: event.offsetY };
      this.hovered = this.hit(event);
      return;
    }
    const moved = drag.x - event.offsetX;
    if (!drag.isMoved && Math.abs(moved) < dragPx) return;
    drag.isMoved = true;
    this.hovered = -1;
    const width = drag.sight.to - drag.sight.from;
    this.lookAt(sightWithin(drag.sight.from + (moved / Math.max(1, this.width)) * width, width, this.extent));
  };

  private readonly onPointerUp = (event: PointerEvent): void => {
    const { drag } = this;
    this.drag = null;
    if (drag?.isMoved === false) this.activate(this.hit(event));
  };

  private tip(): TemplateResult | typeof nothing {
    const { picture, hovered, pointer, width } = this;
    if (picture === null || hovered < 0) return nothing;
    const [first = '', ...rest] = this.wordsOf(picture, hovered);
    const left = Math.max(0, Math.min(pointer.x + 12, width - tipWidthPx));
    return html`<div class="tip" aria-hidden="true" .style=${`left:${left}px;top:${pointer.y + 24}px`}>
      <code>${first}</code>${rest.map((line) => html`<div class="dim">${line}</div>`)}
    </div>`;
  }

  override render(): TemplateResult {
    const { picture, active, extent, shown } = this;
    const reach =
      extent > 0
        ? `left:${(shown.from / extent) * 100}%;width:${((shown.to - shown.from) / extent) * 100}%`
        : 'width:100%';
    const spoken = picture === null || active < 0 ? '' : this.wordsOf(picture, active).join(', ');
    return html`<div class="reach" aria-hidden="true"><div .style=${reach}></div></div>
      <div
        class="scroll"
        tabindex="0"
        role="group"
        aria-label=${`${this.label}. Arrows walk calls, Enter looks inside, Escape leaves, plus and minus zoom, o opens the source, s puts the function in the middle.`}
        .style=${`height:${this.height}px`}
        @keydown=${this.onKey}
        @focus=${() => {
          if (this.active < 0 && picture !== null) this.active = boxBeside(picture, -1, 'callee');
        }}
        @scroll=${(event: Event) => {
          if (event.currentTarget instanceof HTMLElement) this.top = event.currentTarget.scrollTop;
        }}
        @wheel=${{ handleEvent: this.onWheel, passive: false }}
      >
        <div .style=${`height:${this.levels * flameRowHeight}px`}>
          <canvas
            class="sticky"
            role="img"
            aria-label=${this.label}
            @pointerdown=${this.onPointerDown}
            @pointermove=${this.onPointerMove}
            @pointerup=${this.onPointerUp}
            @pointerleave=${() => (this.hovered = -1)}
            @dblclick=${(event: MouseEvent) => this.enter(this.hit(event))}
          ></canvas>
        </div>
      </div>
      ${this.tip()}
      <div class="spoken" aria-live="polite">${spoken}</div>`;
  }
}
customElements.define('pit-flame', Flame);

/** The function of a picked box. */
export function pickedFunction(picked: PickedBox): ReturnType<typeof functionOf> {
  return picked === null ? undefined : functionOf(picked.picture, picked.box);
}
