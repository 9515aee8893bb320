import type { HostClient } from '../../../src/channel/hostClient.ts';
import type { CaptureId } from '../../../src/protocol/captures.ts';
import type { NodeRow, NodeSet } from '../../../src/protocol/heapNodes.ts';
import type { ClassRow } from '../../../src/protocol/heapRows.ts';
import type { ClosureRow, ModuleRow, ScopeRow, StringOrder, StringRow } from '../../../src/protocol/heapTables.ts';
import { PagedRows, type RowOrder } from '../../store/pagedRows.ts';
import { TreePages } from '../../store/treePages.ts';
import { setBelow } from './nodeTable.ts';

const bySize = (sort: string): RowOrder => ({ sort, descending: true, filter: '' });

/** Lists kept of one capture; the one opened longest ago is closed. */
const listsMax = 12;

type Closable = { readonly close: () => void };

/** The lists of one capture. Each is asked for when it is first looked at, and kept as it is then sorted. */
export class CaptureLists {
  private readonly client: HostClient;
  private readonly captureId: CaptureId;
  private readonly changed: () => void;
  private readonly lists = new Map<string, Closable>();

  constructor(client: HostClient, captureId: CaptureId, changed: () => void) {
    this.client = client;
    this.captureId = captureId;
    this.changed = changed;
  }

  /** Classes whose constructor stands at a place that the file tells. */
  get constructors(): PagedRows<ClassRow> {
    const { client, captureId } = this;
    return this.list('constructors', () =>
      this.pages(
        (page, signal) => client.request('heap/classes', { captureId, page, placed: true }, { signal }),
        'retainedSize',
      ),
    );
  }

  strings(order: StringOrder): PagedRows<StringRow> {
    const { client, captureId } = this;
    return this.list(`strings ${order}`, () =>
      this.pages(
        (page, signal) => client.request('heap/strings', { captureId, order, page }, { signal }),
        order === 'duplicates' ? 'wastedSize' : 'totalSize',
      ),
    );
  }

  get functions(): PagedRows<ClosureRow> {
    const { client, captureId } = this;
    return this.list('functions', () =>
      this.pages((page, signal) => client.request('heap/closures', { captureId, page }, { signal }), 'retainedSize'),
    );
  }

  modules(by: ModuleRow['by']): PagedRows<ModuleRow> {
    const { client, captureId } = this;
    return this.list(`modules ${by}`, () =>
      this.pages((page, signal) => client.request('heap/modules', { captureId, by, page }, { signal }), 'size'),
    );
  }

  /** Scopes within scopes; filtered, all that pass stand at the top. */
  get scopes(): TreePages<ScopeRow> {
    const { client, captureId } = this;
    return this.list(
      'scopes',
      () =>
        new TreePages<ScopeRow>(
          (parent, page, signal) => {
            const within = parent === null ? (page.filter === '' ? -1 : null) : parent.scope;
            return client.request('heap/scopes', { captureId, within, page }, { signal });
          },
          bySize('retainedSize'),
          this.changed,
        ),
    );
  }

  nodes(set: NodeSet): TreePages<NodeRow> {
    const { client, captureId } = this;
    return this.list(
      `nodes ${JSON.stringify(set)}`,
      () =>
        new TreePages<NodeRow>(
          (parent, page, signal) => {
            const below = parent === null ? set : setBelow(set, parent.nodeId);
            return client.request('heap/nodes', { captureId, set: below, page }, { signal });
          },
          bySize('retainedSize'),
          this.changed,
        ),
    );
  }

  close(): void {
    for (const list of this.lists.values()) list.close();
  }

  private pages<Row>(ask: ConstructorParameters<typeof PagedRows<Row>>[0], sort: string): PagedRows<Row> {
    return new PagedRows<Row>(ask, bySize(sort), this.changed);
  }

  private list<List extends Closable>(key: string, make: () => List): List {
    const known = this.lists.get(key);
    const list = known ?? make();
    this.lists.delete(key);
    this.lists.set(key, list);
    const [oldest] = this.lists;
    if (this.lists.size > listsMax && oldest !== undefined) {
      this.lists.delete(oldest[0]);
      oldest[1].close();
    }
    // A key always names a list of one kind.
    return list as List;
  }
}
