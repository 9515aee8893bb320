import { css, html, nothing, type TemplateResult } from 'lit';
import type { NodeSet } from '../../../src/protocol/heapNodes.ts';
import type { ModuleRow, StringOrder } from '../../../src/protocol/heapTables.ts';
import '../../lists/grid.ts';
import { PanelElement } from '../../store/panelElement.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import type { Watchable } from '../../store/signal.ts';
import { heapLists, type HeapList, type ObjectsStep } from '../../store/viewMemory.ts';
import { baseStyles } from '../../styles/base.css.ts';
import { action, pick } from '../../widgets/cells.ts';
import { filterField } from '../../widgets/filterField.ts';
import { stateStyles } from '../../widgets/states.ts';
import type { CaptureReading } from './heapReading.ts';
import { lengthNote, listRows, resetRows } from './listTools.ts';
import { NodeLooks } from './nodeLooks.ts';
import { shownList, type ShownList } from './shownLists.ts';

const listNames: Readonly<Record<HeapList, string>> = {
  classes: 'Classes',
  constructors: 'Constructors',
  modules: 'Modules',
  functions: 'Functions',
  scopes: 'Scopes',
  strings: 'Strings',
  objects: 'Objects',
};
const everything: NodeSet = { kind: 'contents', nodeId: null };
const typingPauseMs = 200;

/** The lists of one snapshot: classes, constructors, modules, functions, scopes, strings and objects. */
export class CaptureRows extends PanelElement {
  static override readonly styles = [
    baseStyles,
    stateStyles,
    css`
      .lists .pick {
        flex-wrap: wrap;
      }
    `,
  ];
  static override readonly properties = {
    reading: { attribute: false },
    heapBytes: { attribute: false },
    now: { attribute: false },
    step: { attribute: false },
    filter: { state: true },
    copied: { state: true },
    order: { state: true },
    by: { state: true },
  };
  declare reading: CaptureReading | null;
  declare heapBytes: number;
  declare now: number;
  /** Moves with each answer of the reading. */
  declare step: number;
  declare filter: string;
  declare copied: string;
  declare order: StringOrder;
  declare by: ModuleRow['by'];
  private readonly store: PanelStore;
  private readonly looks: NodeLooks;
  private filterTimer = 0;
  /** What the host was last asked to find: the filter as it was when the typing paused. */
  private sought = '';
  private shownKey = '';
  private since = 0;

  constructor(store: PanelStore) {
    super();
    this.store = store;
    this.looks = new NodeLooks(store, () => this.requestUpdate());
    this.reading = null;
    this.heapBytes = 0;
    this.now = 0;
    this.step = 0;
    this.filter = '';
    this.copied = '';
    this.order = 'duplicates';
    this.by = 'package';
  }

  protected override watched(): readonly Watchable[] {
    return [this.store.view];
  }

  focusFilter(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-textfield')?.focus();
  }

  private get list(): HeapList {
    return this.store.view.value.heapList ?? 'classes';
  }

  private get trail(): readonly ObjectsStep[] {
    const { objects = [] } = this.store.view.value;
    return objects.filter(({ captureId }) => captureId === this.reading?.captureId);
  }

  /** True where the filter looks through the whole heap instead of the rows that are shown. */
  private get isSearch(): boolean {
    return this.list === 'objects' && this.trail.length === 0;
  }

  /** The objects shown: those gone to, else what the filter finds, else the roots of the heap. */
  private get set(): NodeSet {
    const gone = this.trail.at(-1)?.set;
    if (gone !== undefined) return gone;
    return this.sought === '' ? everything : { kind: 'search', text: this.sought };
  }

  private shown(reading: CaptureReading): ShownList {
    return shownList(this.list, {
      reading,
      heapBytes: this.heapBytes,
      looks: this.looks,
      taker: this.store,
      openPlace: (place) => this.store.openPlace(place),
      sorted: () => resetRows(this.renderRoot),
      order: this.order,
      by: this.by,
      set: this.set,
    });
  }

  protected override willUpdate(): void {
    const { reading, list, order, by, trail } = this;
    const key = [reading?.captureId, list, order, by, JSON.stringify(trail.at(-1)?.set)].join(' ');
    if (key === this.shownKey || reading === null) return;
    this.shownKey = key;
    this.since = this.now;
    this.copied = '';
    this.sought = '';
    this.looks.clear();
    window.clearTimeout(this.filterTimer);
    this.filter = this.isSearch ? '' : this.shown(reading).pages.order.filter;
    resetRows(this.renderRoot);
  }

  private seek(text: string): void {
    this.filter = text;
    window.clearTimeout(this.filterTimer);
    // The host answers each filter anew: wait until the typing pauses.
    this.filterTimer = window.setTimeout(() => {
      const { reading } = this;
      if (reading === null) return;
      this.since = this.now;
      if (this.isSearch) this.sought = text.trim();
      else {
        const { pages } = this.shown(reading);
        if (pages.order.filter !== text) pages.reorder({ ...pages.order, filter: text });
      }
      resetRows(this.renderRoot);
      this.requestUpdate();
    }, typingPauseMs);
  }

  override render(): TemplateResult | typeof nothing {
    const { reading } = this;
    if (reading === null) return nothing;
    const shown = this.shown(reading);
    const take = (work: () => Promise<string>) => () => {
      void work().then((words) => (this.copied = words));
    };
    const again = () => {
      shown.pages.reorder(shown.pages.order);
      this.requestUpdate();
    };
    const hint = this.isSearch ? 'Name, text or @id' : 'Filter';
    return html`<section class="lists">
      <div class="bar wraps">
        ${pick<HeapList>(
          'List',
          heapLists.map((list) => [list, listNames[list]] as const),
          this.list,
          (heapList) => this.store.look({ heapList, objects: [] }),
        )}
        <span class="end">${filterField('Filter rows', this.filter, (text) => this.seek(text), hint)}</span>
      </div>
      <div class="bar wraps">
        <span class="note" role="status">${this.crumbs()}${this.note(shown)}</span>
        <span class="end">
          ${this.choice()} ${action('Copy CSV', take(shown.copy))} ${action('Save…', take(shown.save))}
        </span>
      </div>
      ${listRows(shown.model, shown.pages, { copied: this.copied, again })}
    </section>`;
  }

  private note(shown: ShownList): string {
    const what = this.isSearch && this.sought !== '' ? `objects with “${this.sought}”` : shown.what;
    return lengthNote(shown.length, what, this.now - this.since);
  }

  private choice(): unknown {
    if (this.list === 'strings')
      return pick<StringOrder>(
        'Texts',
        [
          ['duplicates', 'Duplicates'],
          ['longest', 'Largest'],
        ],
        this.order,
        (order) => (this.order = order),
      );
    if (this.list === 'modules')
      return pick<ModuleRow['by']>(
        'Modules',
        [
          ['package', 'Packages'],
          ['file', 'Files'],
        ],
        this.by,
        (by) => (this.by = by),
      );
    return nothing;
  }

  /** The way by which the objects shown were come to. */
  private crumbs(): unknown {
    const { list, trail } = this;
    if (list !== 'objects' || trail.length === 0) return nothing;
    const back = (length: number) => () => this.store.look({ objects: trail.slice(0, length) });
    return html`${action('The whole heap', back(0))}${trail.map(({ label }, at) =>
      at === trail.length - 1 ? html` › ${label}` : html` › ${action(label, back(at + 1))}`,
    )}
    · `;
  }
}
customElements.define('pit-capture-rows', CaptureRows);
