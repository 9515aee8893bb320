import { closureRows, type ClosureFacts } from '../../../analysis/heap/closureRows.ts';
import type { Watch } from '../../../analysis/heap/halt.ts';
import type { HeldSnapshot } from '../../../analysis/heap/heldSnapshot.ts';
import { placesInOrder } from '../../../analysis/heap/icicle.ts';
import { moduleRows, type ModuleBy } from '../../../analysis/heap/moduleRows.ts';
import { pathFacts, type PathFacts } from '../../../analysis/heap/nodePaths.ts';
import type { Retainers } from '../../../analysis/heap/retainers.ts';
import { scopeRows, type ScopeFacts } from '../../../analysis/heap/scopeRows.ts';
import { duplicateStrings, longestStrings, type TableFacts } from '../../../analysis/heap/stringRows.ts';
import type { StringTable } from '../../../analysis/heap/stringTable.ts';
import type { ModuleRow, StringOrder, StringRow } from '../../../protocol/heapTables.ts';
import { limits } from '../../../protocol/limits.ts';
import { withStrings } from '../withStrings.ts';
import type { SnapshotOfFile } from './compareSnapshots.ts';
import { chosenNode } from './describeNode.ts';

/** A snapshot, who holds what in it, and the urls known from its live process. */
export type HeldFile = SnapshotOfFile & {
  readonly retainers: Retainers;
  readonly scripts: readonly (readonly [scriptId: number, url: string])[];
};

const rowsMax = limits.heapTableRowsMax.value;

const heldSnapshot = ({ snapshot, retainers, scripts }: HeldFile, strings: StringTable): HeldSnapshot => ({
  snapshot,
  strings,
  retainers,
  urls: new Map([...snapshot.scripts, ...scripts]),
  places: placesInOrder(snapshot),
});

/** Texts that are there more than once, or those that take most. */
export function readStringRows(
  { file, snapshot, order }: SnapshotOfFile & { readonly order: StringOrder },
  watch: Watch,
): TableFacts<StringRow> {
  const rows = order === 'duplicates' ? duplicateStrings : longestStrings;
  return withStrings(file, snapshot.graph, (strings) => rows(snapshot, strings, rowsMax, watch));
}

/** Functions by place. */
export function readClosureRows({ file, snapshot }: SnapshotOfFile): TableFacts<ClosureFacts> {
  return withStrings(file, snapshot.graph, (strings) => closureRows(snapshot, strings, rowsMax));
}

/** Memory by package or file. */
export function readModuleRows({
  file,
  snapshot,
  scripts,
  by,
}: Omit<HeldFile, 'retainers'> & { readonly by: ModuleBy }): TableFacts<ModuleRow> {
  const urls = new Map([...snapshot.scripts, ...scripts]);
  return withStrings(file, snapshot.graph, (strings) => moduleRows(snapshot, strings, urls, by, rowsMax));
}

/** Scopes as a tree, with what each variable keeps alive. */
export function readScopeRows(held: HeldFile, watch: Watch): TableFacts<ScopeFacts> {
  return withStrings(held.file, held.snapshot.graph, (strings) =>
    scopeRows(heldSnapshot(held, strings), rowsMax, watch),
  );
}

/** The ways by which a node is held. */
export function findPaths({ nodeId, ...held }: HeldFile & { readonly nodeId: number }): PathFacts {
  const node = chosenNode(held.snapshot, { by: 'id', nodeId });
  return withStrings(held.file, held.snapshot.graph, (strings) => pathFacts(heldSnapshot(held, strings), node));
}
