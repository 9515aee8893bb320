import { pageRows, type SortKeys } from '../../analysis/heap/rowPage.ts';
import type { AllocationTable } from '../../analysis/heap/allocationSites.ts';
import type { ScopeFacts } from '../../analysis/heap/scopeRows.ts';
import type { TableFacts } from '../../analysis/heap/stringRows.ts';
import type { CaptureId } from '../../protocol/captures.ts';
import type { PageRequest } from '../../protocol/heapRows.ts';
import type {
  AllocationPage,
  ClosureRow,
  ModuleRow,
  NodePaths,
  ScopeRow,
  StringOrder,
  StringRow,
  TablePage,
} from '../../protocol/heapTables.ts';
import { limits } from '../../protocol/limits.ts';
import { stat } from 'node:fs/promises';
import { fileFailure } from '../captures/fileFailure.ts';
import type { Captures } from '../captures/captures.ts';
import type { Workers } from '../workers/workers.ts';
import type { HeapPlaces } from './heapPlaces.ts';
import { keptWork } from './keptWork.ts';
import type { Asking, OpenHeaps } from './openHeaps.ts';
import { readVariables } from './readVariables.ts';

/** Tables of a capture beside its classes. Each is made at the first question and kept while it is looked at. */
export type HeapTables = {
  readonly strings: (
    captureId: CaptureId,
    order: StringOrder,
    page: PageRequest,
    asking: Asking,
  ) => Promise<TablePage<StringRow>>;
  readonly closures: (captureId: CaptureId, page: PageRequest, asking: Asking) => Promise<TablePage<ClosureRow>>;
  readonly modules: (
    captureId: CaptureId,
    by: ModuleRow['by'],
    page: PageRequest,
    asking: Asking,
  ) => Promise<TablePage<ModuleRow>>;
  /** Scopes directly within one, -1 for those within none; all where it is null. */
  readonly scopes: (
    captureId: CaptureId,
    within: number | null,
    page: PageRequest,
    asking: Asking,
  ) => Promise<TablePage<ScopeRow>>;
  readonly allocations: (captureId: CaptureId, page: PageRequest, asking: Asking) => Promise<AllocationPage>;
  /** Of a file of the user, read anew where it changed. */
  readonly profile: (file: string, page: PageRequest, asking: Asking) => Promise<AllocationPage>;
  readonly paths: (captureId: CaptureId, nodeId: number, asking: Asking) => Promise<NodePaths>;
};

/** Rows sorted by place stand as in the source; those without one come last. */
function placeKey(row: object | undefined): string | null {
  const location: unknown = row !== undefined && 'location' in row ? row.location : null;
  if (typeof location !== 'object' || location === null || !('url' in location) || !('line' in location)) return null;
  return `${String(location.url)}:${String(location.line).padStart(9, '0')}`;
}

/** Sort keys of the columns of a row that are texts or numbers. */
function keysOf<Row extends object>(rows: readonly Row[]): SortKeys {
  const [first] = rows;
  const keys: Record<string, (row: number) => number | string | null> = {};
  for (const name of first === undefined ? [] : Object.keys(first)) {
    keys[name] = (row) => {
      const value: unknown = Object.entries(rows[row] ?? {}).find(([key]) => key === name)?.[1];
      return typeof value === 'number' || typeof value === 'string' ? value : null;
    };
  }
  if (first !== undefined && 'location' in first) keys['place'] = (row) => placeKey(rows[row]);
  return keys;
}

function tablePage<Row extends object>(
  { rows, omitted }: TableFacts<Row>,
  page: PageRequest,
  nameOf: (row: Row) => string,
): TablePage<Row> {
  const name = (row: number) => {
    const at = rows[row];
    return at === undefined ? '' : nameOf(at);
  };
  const found = pageRows([...rows.keys()], page, name, keysOf(rows));
  return { total: found.total, start: page.start, omitted, rows: found.rows.flatMap((row) => rows[row] ?? []) };
}

export function heapTables(parts: {
  readonly captures: Pick<Captures, 'scriptsOf'>;
  readonly workers: Workers;
  readonly heaps: OpenHeaps;
  readonly placed: HeapPlaces;
}): HeapTables {
  const { captures, workers, heaps, placed } = parts;
  const table = keptWork(limits.heapTablesMax.value);
  const held = async (captureId: CaptureId, asking: Asking) => {
    const { file, snapshot } = await heaps.open(captureId, asking);
    const retainers = await heaps.retainers(captureId, asking);
    return { file, snapshot, retainers, scripts: [...captures.scriptsOf(captureId)] };
  };
  const allocationPage = async (
    source: AllocationPage['source'],
    found: AllocationTable,
    page: PageRequest,
    scripts: ReadonlyMap<number, string>,
  ): Promise<AllocationPage> => {
    const { totalSize, timeline } = found;
    const rows = tablePage(found, page, ({ name, location }) => `${name} ${location?.url ?? ''}`);
    return { ...rows, rows: await placed.rows(rows.rows, scripts), source, totalSize, timeline };
  };
  return {
    strings: async (captureId, order, page, asking) => {
      const { file, snapshot } = await heaps.open(captureId, asking);
      const rows = await table(`strings ${order} ${captureId}`, asking, (signal) =>
        workers.run('readStringRows', { file, snapshot, order }, { signal }),
      );
      return tablePage(rows, page, ({ text }) => text);
    },
    closures: async (captureId, page, asking) => {
      const { file, snapshot } = await heaps.open(captureId, asking);
      const rows = await table(`closures ${captureId}`, asking, (signal) =>
        workers.run('readClosureRows', { file, snapshot }, { signal }),
      );
      const found = tablePage(rows, page, ({ name, location }) => `${name} ${location?.url ?? ''}`);
      return { ...found, rows: await placed.rows(found.rows, captures.scriptsOf(captureId)) };
    },
    modules: async (captureId, by, page, asking) => {
      const { file, snapshot } = await heaps.open(captureId, asking);
      const scripts = [...captures.scriptsOf(captureId)];
      const rows = await table(`modules ${by} ${captureId}`, asking, (signal) =>
        workers.run('readModuleRows', { file, snapshot, scripts, by }, { signal }),
      );
      return tablePage(rows, page, ({ name }) => name);
    },
    scopes: async (captureId, within, page, asking) => {
      const heap = await held(captureId, asking);
      const all = await table<TableFacts<ScopeFacts>>(`scopes ${captureId}`, asking, (signal) =>
        workers.run('readScopeRows', heap, { signal }),
      );
      const inside = within === null ? all.rows : all.rows.filter(({ parent }) => (parent ?? -1) === within);
      const nameOf = ({ name, variables }: ScopeFacts) => `${name} ${variables.map((one) => one.name).join(' ')}`;
      const found = tablePage({ ...all, rows: inside }, page, nameOf);
      const scripts = captures.scriptsOf(captureId);
      const read = await readVariables(found.rows, scripts, workers, asking.signal);
      return { ...found, rows: await placed.rows(read, scripts) };
    },
    allocations: async (captureId, page, asking) => {
      const { file, snapshot } = await heaps.open(captureId, asking);
      const found = await table<AllocationTable>(`allocations ${captureId}`, asking, (signal) =>
        workers.run('readTrackedAllocations', { file, snapshot }, { signal }),
      );
      return allocationPage('tracking', found, page, captures.scriptsOf(captureId));
    },
    profile: async (file, page, asking) => {
      const { mtimeMs, size } = await stat(file).catch((error: unknown) => {
        throw fileFailure(error, file);
      });
      const found = await table<AllocationTable>(`profile ${mtimeMs} ${size} ${file}`, asking, (signal) =>
        workers.run('readSampledAllocations', { file }, { signal }),
      );
      return allocationPage('sampling', found, page, new Map());
    },
    paths: async (captureId, nodeId, asking) => {
      const heap = await held(captureId, asking);
      const facts = await workers.run('findPaths', { ...heap, nodeId }, asking);
      return placed.nodePaths(facts, captures.scriptsOf(captureId));
    },
  };
}
