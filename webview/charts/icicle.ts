import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { IcicleNode } from '../../src/protocol/heapRows.ts';
import { inWords, quantity, wholeNumber } from '../format/quantity.ts';
import { baseStyles } from '../styles/base.css.ts';
import { blockAt, blockBeside, icicleBlocks, type Block, type Step } from './icicleLayout.ts';
import { fitted, penOf } from './surface.ts';
import { themeAt, themeChanges, type Theme } from './theme.ts';

const rowHeight = 22;
const steps: Readonly<Record<string, Step>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** The name of a block with its number of objects. */
export function blockName(node: IcicleNode): string {
  return node.count > 1 ? `${node.label} × ${wholeNumber(node.count)}` : node.label;
}

/** The dominator tree as blocks on a canvas. Fires `enter-node` with the node, and `leave-node`. */
export class Icicle extends LitElement {
  static override readonly styles = [
    baseStyles,
    css`
      .icicle {
        outline-offset: 2px;
      }
      .about {
        font-size: 11px;
        line-height: 16px;
        min-height: 16px;
        margin-top: 4px;
        color: var(--dim);
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
    `,
  ];
  static override readonly properties = {
    root: { attribute: false },
    grown: { attribute: false },
    total: { type: Number },
    width: { state: true },
    active: { state: true },
    hovered: { state: true },
    themes: { state: true },
  };
  declare root: IcicleNode | null;
  declare grown: ReadonlySet<number>;
  /** Retained size of the whole heap, in bytes. */
  declare total: number;
  declare width: number;
  declare active: number;
  declare hovered: number;
  /** Counts themes: each is drawn anew. */
  declare themes: number;
  private blocks: readonly Block[] = [];
  private stopTheme: () => void = () => undefined;
  private readonly sizes = new ResizeObserver((entries) => {
    this.width = Math.floor(entries[0]?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.root = null;
    this.grown = new Set();
    this.total = 0;
    this.width = 0;
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

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (this.root === null || this.width < 1) return;
    if (!changed.has('root') && !changed.has('width') && !changed.has('grown')) return;
    const before = this.blocks[this.active]?.node;
    this.blocks = icicleBlocks(this.root, this.width, this.grown);
    this.active = this.blocks.findIndex(({ node }) => node === before);
    this.hovered = -1;
  }

  protected override updated(changed: ReadonlyMap<PropertyKey, unknown>): void {
    const isSame = !['root', 'grown', 'width', 'active', 'themes'].some((name) => changed.has(name));
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas === null || this.width < 1 || isSame) return;
    const levels = Math.max(0, ...this.blocks.map(({ level }) => level)) + 1;
    const pen = penOf(canvas, this.width, levels * rowHeight);
    if (pen === null) return;
    const theme = themeAt(this);
    for (const [index, block] of this.blocks.entries()) drawBlock(pen, block, index === this.active, theme);
  }

  private enter(index: number): void {
    const node = this.blocks[index]?.node;
    if (node === undefined || node.nodeId === null || index === 0) return;
    this.dispatchEvent(new CustomEvent('enter-node', { detail: node }));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step !== undefined) this.active = blockBeside(this.blocks, this.active, step);
    else if (event.key === 'Enter') this.enter(this.active);
    else if (event.key === 'Escape' || event.key === 'Backspace') this.dispatchEvent(new CustomEvent('leave-node'));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private hit(event: MouseEvent): number {
    return blockAt(this.blocks, event.offsetX, Math.floor(event.offsetY / rowHeight));
  }

  private about(block: Block | undefined): string {
    if (block === undefined) return 'Each block is as wide as what would be freed with it. Click one to look inside.';
    const { retainedSize } = block.node;
    const share = inWords(quantity(this.total === 0 ? null : retainedSize / this.total, 'ratio'));
    const grew = this.grown.size === 0 ? '' : block.grew ? ' · holds what grew' : ' · did not grow';
    return `${blockName(block.node)} · ${inWords(quantity(retainedSize, 'bytes'))} (${quantity(retainedSize, 'bytes').exact}) · ${share} of the heap${grew}`;
  }

  override render(): TemplateResult {
    const { root } = this;
    if (root === null) return html``;
    const largest = root.children[0];
    const summary = `${blockName(root)} retains ${inWords(quantity(root.retainedSize, 'bytes'))}${
      largest === undefined
        ? ''
        : `, of which ${blockName(largest)} ${inWords(quantity(largest.retainedSize, 'bytes'))}`
    }`;
    const shown = this.hovered >= 0 ? this.hovered : this.active;
    return html`<div
        class="icicle"
        tabindex="0"
        role="group"
        aria-label=${`What holds the heap: ${summary}. Arrows move, Enter looks inside, Escape leaves.`}
        @keydown=${this.onKey}
        @focus=${() => (this.active = Math.max(0, this.active))}
      >
        <canvas
          role="img"
          aria-label=${summary}
          @mousemove=${(event: MouseEvent) => (this.hovered = this.hit(event))}
          @mouseleave=${() => (this.hovered = -1)}
          @click=${(event: MouseEvent) => {
            this.active = this.hit(event);
            this.enter(this.active);
          }}
        ></canvas>
      </div>
      <div class="about">${this.about(this.blocks[shown])}</div>
      <div class="spoken" aria-live="polite">${this.active < 0 ? nothing : this.about(this.blocks[this.active])}</div>`;
  }
}

function drawBlock(pen: CanvasRenderingContext2D, block: Block, isActive: boolean, theme: Theme): void {
  const { x, level, node, grew } = block;
  const width = Math.max(1, block.width - 1);
  const top = level * rowHeight;
  pen.fillStyle = theme.color(grew ? 'block-grew' : 'block');
  pen.fillRect(x, top, width, rowHeight - 1);
  pen.strokeStyle = theme.color(isActive ? 'block-selected-line' : grew ? 'block-grew-line' : 'block-line');
  pen.lineWidth = 1;
  pen.strokeRect(x + 0.5, top + 0.5, width - 1, rowHeight - 2);
  const room = width - 12;
  if (room < 20) return;
  pen.font = `12px ${theme.code}`;
  const size = inWords(quantity(node.retainedSize, 'bytes'));
  const sizeWidth = pen.measureText(size).width;
  pen.font = `12px ${theme.family}`;
  pen.textAlign = 'left';
  const name = blockName(node);
  const hasSize = pen.measureText(name).width + sizeWidth + 16 < room;
  pen.fillStyle = theme.foreground;
  pen.fillText(hasSize ? name : fitted(pen, name, room), x + 6, top + 15);
  if (!hasSize) return;
  pen.font = `12px ${theme.code}`;
  pen.textAlign = 'right';
  pen.fillText(size, x + width - 6, top + 15);
}
customElements.define('pit-icicle', Icicle);
