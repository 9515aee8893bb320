import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { pictures } from '../charts/drawQueue.ts';
import { baseStyles } from '../styles/base.css.ts';
import { icon } from '../widgets/icons.ts';
import { gridStyles } from './grid.css.ts';
import type { GridHead, GridModel, GridRow } from './gridModel.ts';
import { lineCount, lineOfRow, rowsInSight, scrollFor, type OpenRow } from './virtualRows.ts';

const lineHeightPx = 22;
const spareLines = 5;

/** An open row, with its key: in a list in memory it stays open wherever it moves. */
type OpenKey = OpenRow & { readonly key: string };

/**
 * A treegrid of any length that draws only what is in sight. Focus stays on the grid itself and the active row is named
 * to screen readers, so that no update and no scroll can lose it.
 */
export class Grid extends LitElement {
  static override readonly styles = [baseStyles, gridStyles];
  static override readonly properties = {
    model: { attribute: false },
    maxLines: { type: Number },
    width: { state: true },
    active: { state: true },
    top: { state: true },
    isReady: { state: true },
  };
  declare model: GridModel | null;
  declare maxLines: number;
  declare width: number;
  declare active: number;
  declare top: number;
  /** False until its turn has come to draw rows: one list a frame, so that a tab of many opens without one long task. */
  declare isReady: boolean;
  private open: OpenKey[] = [];
  private activeKey = '';
  private revealed = '';
  /** Set where `top` is a wish that the list has still to be scrolled to. */
  private mustScroll = false;
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = entries[0]?.contentRect.width ?? this.width;
  });

  constructor() {
    super();
    this.model = null;
    this.maxLines = 16;
    this.width = 0;
    this.active = -1;
    this.top = 0;
    this.isReady = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    if (!this.isReady) pictures.soon(this, () => (this.isReady = true));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  override focus(): void {
    this.scroller?.focus();
  }

  /** Closes what is open and forgets the active row: the rows are other rows now. */
  reset(): void {
    this.open = [];
    this.active = -1;
    this.activeKey = '';
    if (this.scroller !== null) this.scroller.scrollTop = 0;
    this.top = 0;
    this.requestUpdate();
  }

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.grid');
  }

  private get isNarrow(): boolean {
    return this.width > 0 && this.width < (this.model?.narrowBelow ?? 0);
  }

  private get lineHeight(): number {
    return this.isNarrow ? lineHeightPx * 2 : lineHeightPx;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { model } = this;
    if (model === null) return;
    if (changed.has('model')) this.follow(model);
    if (model.total !== null && this.active >= model.total) this.active = model.total - 1;
    this.open = this.open.filter(({ index }) => model.total === null || index < model.total);
  }

  /** Keeps the active and open rows on the same things when a short list has changed, and reveals what was asked for. */
  private follow(model: GridModel): void {
    if (model.isLocal) {
      const moved = this.open.map((row) => ({ ...row, index: model.indexOf(row.key) }));
      this.open = moved.filter(({ index }) => index >= 0).sort((a, b) => a.index - b.index);
    }
    if (this.activeKey !== '' && this.active >= 0 && model.row(this.active)?.key !== this.activeKey) {
      const found = model.indexOf(this.activeKey);
      if (found >= 0) this.active = found;
    }
    const reveal = model.reveal ?? model.chosen;
    if (reveal === undefined || reveal === this.revealed) return;
    const at = model.indexOf(reveal);
    if (at < 0) return;
    this.revealed = reveal;
    this.activate(at);
    if (model.reveal !== undefined && model.canOpen && !this.isOpen(at)) this.toggle(at);
  }

  protected override updated(): void {
    const { scroller } = this;
    if (this.mustScroll && this.isReady && scroller !== null) {
      this.mustScroll = false;
      scroller.scrollTop = this.top;
    }
    let isOther = false;
    for (const element of this.renderRoot.querySelectorAll<HTMLElement>('.under')) {
      const index = Number(element.dataset['row']);
      const height = element.firstElementChild?.getBoundingClientRect().height ?? 0;
      const lines = Math.max(1, Math.ceil((height - 1) / this.lineHeight));
      const open = this.open.find((row) => row.index === index);
      if (open !== undefined && open.lines !== lines) {
        this.open = this.open.map((row) => (row.index === index ? { ...row, lines } : row));
        isOther = true;
      }
    }
    if (!isOther) return;
    this.requestUpdate();
    void this.updateComplete.then(() => this.bringIntoSight());
  }

  private isOpen(index: number): boolean {
    return this.open.some((row) => row.index === index);
  }

  private toggle(index: number): void {
    this.open = this.isOpen(index)
      ? this.open.filter((row) => row.index !== index)
      : [...this.open, { index, lines: 1, key: this.model?.row(index)?.key ?? '' }].sort((a, b) => a.index - b.index);
    this.requestUpdate();
    if (index === this.active) void this.updateComplete.then(() => this.bringIntoSight());
  }

  private get isTree(): boolean {
    return this.model?.treeStep !== undefined;
  }

  private setOpen(isWanted: boolean): void {
    if (this.model?.canOpen === true && this.isOpen(this.active) !== isWanted) this.toggle(this.active);
  }

  /** In a tree: unfolds the row, or goes to its first child. */
  private inward(row: GridRow | undefined): void {
    if (row?.isFolded === true) row.fold(false);
    else if (row?.isFolded === false) this.activate(this.active + 1);
  }

  /** In a tree: folds the row, or goes to its parent. */
  private outward(row: GridRow | undefined): void {
    if (row === undefined) return;
    if (row.isFolded === false) return row.fold(true);
    for (let index = this.active - 1; index >= 0; index -= 1) {
      if ((this.model?.row(index)?.level ?? 1) < row.level) return this.activate(index);
    }
  }

  private activate(index: number): void {
    const total = this.model?.total ?? 0;
    this.active = Math.max(-1, Math.min(total - 1, index));
    this.activeKey = this.model?.row(this.active)?.key ?? '';
    this.bringIntoSight();
  }

  private get linesShown(): number {
    return Math.min(lineCount(this.model?.total ?? 4, this.open), this.maxLines);
  }

  /** Scrolls as little as possible, so that the active row and what is open below it can be seen. */
  private bringIntoSight(): void {
    if (this.active < 0) return;
    const top = lineOfRow(this.active, this.open) * this.lineHeight;
    const lines = 1 + (this.open.find(({ index }) => index === this.active)?.lines ?? 0);
    const height = this.linesShown * this.lineHeight;
    const wanted = scrollFor({ top, height: lines * this.lineHeight }, { top: this.top, height });
    if (wanted === this.top) return;
    // The rows there are drawn first, then it is scrolled: once, and not again when the scroll is told.
    this.top = wanted;
    this.mustScroll = true;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const page = Math.max(1, this.linesShown - 1);
    const row = this.model?.row(this.active);
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.activate(this.active + 1),
      ArrowUp: () => this.activate(Math.max(0, this.active - 1)),
      PageDown: () => this.activate(this.active + page),
      PageUp: () => this.activate(Math.max(0, this.active - page)),
      Home: () => this.activate(0),
      End: () => this.activate((this.model?.total ?? 0) - 1),
      ArrowRight: () => (this.isTree ? this.inward(row) : this.setOpen(true)),
      ArrowLeft: () => (this.isTree ? this.outward(row) : this.setOpen(false)),
      Enter: () => (row?.open === undefined ? this.model?.canOpen === true && this.toggle(this.active) : row.open()),
      ' ': () => (row?.tick === undefined ? this.model?.canOpen === true && this.toggle(this.active) : row.tick()),
    };
    const isCopy = (event.ctrlKey || event.metaKey) && event.key === 'c';
    if (isCopy && row !== undefined) {
      this.dispatchEvent(new CustomEvent('copy-text', { detail: row.text(), bubbles: true, composed: true }));
      return;
    }
    const isWithControl = event.ctrlKey || event.metaKey;
    const step = isWithControl ? (event.key === 'Enter' ? row?.goTo : undefined) : steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  };

  private readonly onScroll = (event: Event): void => {
    if (event.currentTarget instanceof HTMLElement) this.top = event.currentTarget.scrollTop;
  };

  private readonly onFocus = (): void => {
    if (this.active < 0 && (this.model?.total ?? 0) > 0) this.activate(0);
  };

  private columns(model: GridModel): readonly GridHead[] {
    return model.columns.filter((column) => (column.from ?? 0) <= Math.max(this.width, 1));
  }

  override render(): TemplateResult | typeof nothing {
    const { model, lineHeight } = this;
    if (model === null) return nothing;
    if (model.total === 0) return html`<div class="none">${model.empty ?? 'Nothing here.'}</div>`;
    const total = model.total ?? 4;
    const lines = lineCount(total, this.open);
    const height = this.linesShown * lineHeight;
    const sight = rowsInSight({ top: this.top, height, lineHeight, spare: spareLines }, total, this.open);
    model.ensure(sight.start, sight.end);
    const columns = this.columns(model);
    const tracks = `grid-template-columns:${columns.map(({ width }) => width).join(' ')}`;
    const count = this.isReady ? sight.end - sight.start : 0;
    const rows = Array.from({ length: count }, (_, index) => sight.start + index);
    const head = this.isNarrow ? 0 : lineHeightPx;
    return html`<div
      class="grid"
      role="treegrid"
      tabindex="0"
      aria-label=${model.label}
      aria-rowcount=${model.total === null ? -1 : model.total + 1}
      aria-busy=${model.total === null || !this.isReady ? 'true' : 'false'}
      aria-activedescendant=${this.active >= sight.start && this.active < sight.end ? `r${this.active}` : nothing}
      .style=${`height:${height + head}px`}
      @keydown=${this.onKey}
      @scroll=${this.onScroll}
      @focus=${this.onFocus}
    >
      ${this.isNarrow || !this.isReady ? nothing : this.header(model, columns, tracks)}
      <div class="body" role="rowgroup" .style=${`height:${lines * lineHeight}px`}>
        ${rows.map((index) => this.row(model, index, columns, tracks))}
      </div>
    </div>`;
  }

  private header(model: GridModel, columns: readonly GridHead[], tracks: string): TemplateResult {
    const sorted = (column: GridHead) => {
      if (model.order?.sort !== column.id) return 'none';
      return model.order.descending ? 'descending' : 'ascending';
    };
    const arrow = { none: '', ascending: ' ↑', descending: ' ↓' };
    const click = (column: GridHead) => () => {
      const state = sorted(column);
      model.onSort?.(column.id, state === 'none' ? column.sort === 'descending' : state === 'ascending');
    };
    return html`<div class="tr th" role="row" aria-rowindex="1" .style=${tracks}>
      ${columns.map(
        (column) =>
          html`<span
            role="columnheader"
            class=${column.align === 'right' ? 'r' : ''}
            aria-sort=${column.sort === undefined || model.onSort === undefined ? nothing : sorted(column)}
            >${
              column.sort === undefined || model.onSort === undefined
                ? column.head === ''
                  ? html`<span class="spoken">${column.id}</span>`
                  : column.head
                : html`<button @click=${click(column)}>${column.head}${arrow[sorted(column)]}</button>`
            }</span
          >`,
      )}
    </div>`;
  }

  private row(model: GridModel, index: number, columns: readonly GridHead[], tracks: string): unknown {
    const row = model.row(index);
    const line = lineOfRow(index, this.open);
    const place = `transform:translateY(${line * this.lineHeight}px);`;
    if (row === undefined) {
      return html`<div id=${`r${index}`} class="tr" role="row" aria-rowindex=${index + 2} .style=${place + tracks}>
        <span role="gridcell"><span class="bone"></span><span class="spoken">loading</span></span>
      </div>`;
    }
    const open = this.open.find((opened) => opened.index === index);
    const isChosen = row.key === model.chosen;
    const isActive = index === this.active;
    const states = { sel: isActive || isChosen, open: open ?? isChosen, quiet: row.isQuiet, sum: row.isSum };
    const names = ['tr', ...Object.entries(states).map(([name, isSo]) => isSo && name)];
    const classes = names
      .concat(this.isNarrow ? 'two' : false)
      .filter(Boolean)
      .join(' ');
    return html`<div
        id=${`r${index}`}
        class=${classes}
        role="row"
        aria-rowindex=${index + 2}
        aria-level=${row.level}
        aria-selected=${(row.isTicked ?? (isActive || isChosen)) ? 'true' : 'false'}
        aria-expanded=${this.expanded(model, row, open !== undefined)}
        .style=${place + (this.isNarrow ? '' : tracks)}
        @click=${(event: MouseEvent) => this.onClick(event, index, row)}
      >
        ${
          this.isNarrow
            ? html`<span role="gridcell">${row.narrow()}</span>`
            : columns.map(
                (column, at) =>
                  html`<span role="gridcell" class=${column.align === 'right' ? 'r' : ''}
                    >${at === 0 ? this.lead(model, row, open !== undefined) : nothing}${row.cells(column.id)}</span
                  >`,
              )
        }
      </div>
      ${open === undefined ? nothing : this.under(row, index, open, (line + 1) * this.lineHeight)}`;
  }

  private expanded(model: GridModel, row: GridRow, isOpen: boolean): unknown {
    if (model.treeStep !== undefined) return row.isFolded === undefined ? nothing : String(!row.isFolded);
    return model.canOpen ? String(isOpen) : nothing;
  }

  private lead(model: GridModel, row: GridRow, isOpen: boolean): unknown {
    if (model.treeStep !== undefined) {
      const guides = `width:${(row.level - 1) * model.treeStep}px;--step:${model.treeStep}px`;
      return html`<span class="guides" .style=${guides}></span
        ><span class="twist" data-fold
          >${row.isFolded === undefined ? nothing : icon(row.isFolded ? 'right' : 'down')}</span
        >`;
    }
    if (model.canTick) {
      return html`<span class="tickbox" data-tick>${row.isTicked === true ? icon('check') : nothing}</span>`;
    }
    if (!model.canOpen) return nothing;
    return html`<span class="twist">${icon(isOpen ? 'down' : 'right')}</span>`;
  }

  private under(row: GridRow, index: number, open: OpenRow, top: number): TemplateResult {
    return html`<div
      class="under"
      role="row"
      data-row=${index}
      .style=${`transform:translateY(${top}px);height:${open.lines * this.lineHeight}px`}
    >
      <div class="measure" role="gridcell">${row.under()}</div>
    </div>`;
  }

  private onClick(event: MouseEvent, index: number, row: GridRow): void {
    const target = event.target instanceof Element ? event.target : null;
    this.activate(index);
    if (target === null || target.closest('a,button') !== null) return;
    if (target.closest('[data-tick]') !== null) row.tick?.();
    else if (target.closest('[data-fold]') !== null && row.isFolded !== undefined) row.fold(!row.isFolded);
    else if (this.model?.canOpen === true) this.toggle(index);
    else row.open?.();
  }
}
customElements.define('pit-grid', Grid);
