import type { HostClient } from '../../../src/channel/hostClient.ts';
import type { CaptureId } from '../../../src/protocol/captures.ts';
import type {
  ClassDiffRow,
  ClassRow,
  GrowthRow,
  HeapDiffFigures,
  HeapFigures,
  IcicleNode,
  NodeDetail,
} from '../../../src/protocol/heapRows.ts';
import type { NodePaths } from '../../../src/protocol/heapTables.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { Asked } from '../../store/asked.ts';
import { PagedRows } from '../../store/pagedRows.ts';
import { CaptureLists } from './captureLists.ts';

/** What the Memory tab looks at. */
export type Subject =
  | { readonly kind: 'capture'; readonly captureId: CaptureId }
  | { readonly kind: 'diff'; readonly before: CaptureId; readonly after: CaptureId };

export const icicleDepth = 7;
/** Details kept of rows that were opened. */
const detailsMax = 100;
/** Containers that are marked as grown in the icicle. */
const grownMax = 200;
export const nothingGrew: ReadonlySet<number> = new Set();

export function subjectKey(subject: Subject): string {
  return subject.kind === 'capture' ? subject.captureId : `${subject.before}→${subject.after}`;
}

/** What all readings share: details of single nodes, and the icicle of the (later) capture. */
class Reading {
  readonly client: HostClient;
  readonly captureId: CaptureId;
  protected readonly changed: () => void;
  protected readonly now: () => EpochMs;
  private readonly details = new Map<string, Asked<unknown>>();
  private icicleAsked: Asked<IcicleNode> | null = null;
  /** The nodes that were entered, the innermost last. */
  trail: readonly { readonly nodeId: number; readonly label: string }[] = [];

  constructor(client: HostClient, captureId: CaptureId, changed: () => void, now: () => EpochMs) {
    this.client = client;
    this.captureId = captureId;
    this.changed = changed;
    this.now = now;
  }

  /** A node with its retaining path, asked for once. */
  node(nodeId: number): Asked<NodeDetail> {
    return this.once(`node ${nodeId}`, (signal) =>
      this.client.request('heap/node', { captureId: this.captureId, nodeId }, { signal }),
    );
  }

  /** The ways by which a node is held, asked for once. */
  paths(nodeId: number): Asked<NodePaths> {
    return this.once(`paths ${nodeId}`, (signal) =>
      this.client.request('heap/paths', { captureId: this.captureId, nodeId }, { signal }),
    );
  }

  /** A node of a class, where to look first. */
  classExample(classIndex: number): Asked<NodeDetail> {
    return this.once(`class ${classIndex}`, (signal) =>
      this.client.request('heap/classExample', { captureId: this.captureId, classIndex }, { signal }),
    );
  }

  get icicle(): Asked<IcicleNode> {
    this.icicleAsked ??= this.askIcicle(null);
    return this.icicleAsked;
  }

  enter(nodeId: number, label: string): void {
    this.trail = [...this.trail, { nodeId, label }];
    this.icicleAsked = this.askIcicle(nodeId);
    this.changed();
  }

  /** Leaves the innermost `steps` nodes that were entered. */
  leave(steps: number): void {
    if (this.trail.length === 0) return;
    this.trail = this.trail.slice(0, Math.max(0, this.trail.length - steps));
    this.icicleAsked = this.askIcicle(this.trail.at(-1)?.nodeId ?? null);
    this.changed();
  }

  close(): void {
    this.icicleAsked?.cancel();
    for (const detail of this.details.values()) detail.cancel();
  }

  private askIcicle(nodeId: number | null): Asked<IcicleNode> {
    this.icicleAsked?.cancel();
    const { captureId } = this;
    return new Asked(
      (options) => this.client.request('heap/icicle', { captureId, nodeId, depth: icicleDepth }, options),
      this.changed,
      this.now,
    );
  }

  private once<Value>(key: string, ask: (signal: AbortSignal) => Promise<Value>): Asked<Value> {
    const known = this.details.get(key);
    // A key always names a question of one kind.
    if (known !== undefined) return known as Asked<Value>;
    for (const oldest of this.details.keys()) {
      if (this.details.size < detailsMax) break;
      this.details.delete(oldest);
    }
    const asked = new Asked(({ signal }) => ask(signal), this.changed, this.now);
    this.details.set(key, asked);
    return asked;
  }
}

/** One snapshot: its figures, and its classes by page. */
export class CaptureReading extends Reading {
  readonly kind = 'capture';
  readonly key: string;
  readonly figures: Asked<HeapFigures>;
  readonly classes: PagedRows<ClassRow>;
  readonly lists: CaptureLists;

  constructor(client: HostClient, captureId: CaptureId, changed: () => void, now: () => EpochMs) {
    super(client, captureId, changed, now);
    this.key = captureId;
    this.figures = new Asked((options) => client.request('heap/figures', { captureId }, options), changed, now);
    this.lists = new CaptureLists(client, captureId, changed);
    this.classes = new PagedRows<ClassRow>(
      (page, signal) => client.request('heap/classes', { captureId, page }, { signal }),
      { sort: 'retainedSize', descending: true, filter: '' },
      changed,
    );
  }

  override close(): void {
    super.close();
    this.figures.cancel();
    this.classes.close();
    this.lists.close();
  }
}

/** Two snapshots: what changed, as containers that grew and as classes. */
export class DiffReading extends Reading {
  readonly kind = 'diff';
  readonly key: string;
  readonly figures: Asked<HeapDiffFigures>;
  readonly growth: PagedRows<GrowthRow>;
  readonly classes: PagedRows<ClassDiffRow>;
  private grownNodes: ReadonlySet<number> = nothingGrew;

  constructor(
    client: HostClient,
    pair: { readonly before: CaptureId; readonly after: CaptureId },
    changed: () => void,
    now: () => EpochMs,
  ) {
    super(client, pair.after, changed, now);
    const { before, after } = pair;
    this.key = subjectKey({ kind: 'diff', before, after });
    this.figures = new Asked((options) => client.request('diff/figures', { before, after }, options), changed, now);
    const order = { sort: 'sizeDelta', descending: true, filter: '' };
    this.growth = new PagedRows<GrowthRow>(
      (page, signal) => client.request('diff/growth', { before, after, page }, { signal }),
      order,
      changed,
    );
    this.classes = new PagedRows<ClassDiffRow>(
      (page, signal) => client.request('diff/classes', { before, after, page }, { signal }),
      order,
      changed,
    );
  }

  /** Nodes that grew most, of the first page as it came; empty until then. The same set each time. */
  get grown(): ReadonlySet<number> {
    if (this.grownNodes.size > 0) return this.grownNodes;
    const nodes = new Set<number>();
    for (let index = 0; index < Math.min(grownMax, this.growth.total ?? 0); index += 1) {
      const row = this.growth.row(index);
      if (row !== undefined && row.sizeDelta > 0) nodes.add(row.nodeId);
    }
    if (nodes.size > 0) this.grownNodes = nodes;
    return this.grownNodes;
  }

  override close(): void {
    super.close();
    this.figures.cancel();
    this.growth.close();
    this.classes.close();
  }
}

/** A reading of the subject. */
export function readingOf(
  client: HostClient,
  subject: Subject,
  changed: () => void,
  now: () => EpochMs,
): CaptureReading | DiffReading {
  return subject.kind === 'capture'
    ? new CaptureReading(client, subject.captureId, changed, now)
    : new DiffReading(client, subject, changed, now);
}
