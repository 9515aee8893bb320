import { html, nothing, type TemplateResult } from 'lit';
import type { NodeSet } from '../../../src/protocol/heapNodes.ts';
import type { NodeDetail } from '../../../src/protocol/heapRows.ts';
import type { Asked } from '../../store/asked.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import type { CaptureReading, DiffReading } from './heapReading.ts';
import { nodeUnder } from './nodeUnder.ts';

/** What was opened of the objects below rows: unfolded paths, and all ways to an object. */
export class NodeLooks {
  private readonly store: PanelStore;
  private readonly changed: () => void;
  private readonly unfolded = new Set<number>();
  private readonly withPaths = new Set<number>();

  constructor(store: PanelStore, changed: () => void) {
    this.store = store;
    this.changed = changed;
  }

  clear(): void {
    this.unfolded.clear();
    this.withPaths.clear();
  }

  /** Shows a set of objects of a capture in its list of objects. */
  look(captureId: string, set: NodeSet, label: string): void {
    const { view } = this.store;
    const { heapList, objects = [] } = view.value;
    const trail = heapList === 'objects' ? objects.filter((step) => step.captureId === captureId) : [];
    if (view.value.captureId !== captureId || view.value.diff !== undefined)
      this.store.show({ tab: 'memory', captureId });
    this.store.look({ heapList: 'objects', objects: [...trail, { captureId, set, label }] });
  }

  /** What stands below a row that is an object, or has one as its example. `more` leads further from the row itself. */
  under(
    reading: CaptureReading | DiffReading,
    asked: Asked<NodeDetail> | null,
    more: unknown = nothing,
  ): TemplateResult {
    if (asked === null) return html`<div class="dim">No object of it is in the later snapshot.</div>`;
    const { captureId } = reading;
    const id = asked.value?.nodeId ?? -1;
    const { unfolded, withPaths, changed } = this;
    const add = (set: Set<number>, nodeId: number) => {
      set.add(nodeId);
      changed();
    };
    return html`${nodeUnder(
      asked,
      (place) => this.store.openPlace(place),
      { isUnfolded: unfolded.has(id), unfold: () => add(unfolded, id) },
      {
        look: (set, label) => this.look(captureId, set, label),
        paths: (nodeId) => (withPaths.has(nodeId) ? reading.paths(nodeId) : null),
        askPaths: (nodeId) => add(withPaths, nodeId),
      },
    )}${more}`;
  }
}
