import { decodeColumnBlock, encodeColumnBlock, type BlockColumn } from '../../protocol/columnBlock.ts';
import { limits } from '../../protocol/limits.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Store } from './store.ts';

export type SeriesKind = 'samples' | 'collections';

/** Samples and collections of targets on disk, in blocks as they were measured. */
export type SeriesHistory = {
  /** Keeps a block. Its column `at` has to be there and rise; a block without rows is not kept. */
  readonly append: (targetId: TargetId, kind: SeriesKind, columns: readonly BlockColumn[]) => void;
  /** The newest blocks that touch a span of time, oldest first; at most 256, which are some two hours. */
  readonly between: (
    targetId: TargetId,
    kind: SeriesKind,
    fromAt: EpochMs,
    toAt: EpochMs,
  ) => readonly (readonly BlockColumn[])[];
  /**
   * One short step of dropping at most so many blocks: of what is older than a day, and of the oldest while the store is
   * too big. Gives the number of blocks dropped; zero when nothing is left to drop.
   */
  readonly prune: (now: EpochMs, blocksMax: number) => number;
};

/** Read for one answer: a few milliseconds, since it runs on the thread that answers. */
const blocksReadMax = 256;
const vacuumPages = 256;

function blobBuffer(blob: Buffer): ArrayBuffer {
  return new Uint8Array(blob).buffer;
}

/** The history in the workspace's store. Bounds are parameters so that tests can reach them. */
export function seriesHistory(
  { database }: Store,
  bounds: { readonly ageMs: number; readonly bytesMax: number } = {
    ageMs: limits.storeSamplesAgeMs.value,
    bytesMax: limits.storeBytesMax.value,
  },
): SeriesHistory {
  const insert = database.prepare<[string, string, number, number, Uint8Array]>(
    'insert or replace into series (target_id, kind, first_at, last_at, block) values (?, ?, ?, ?, ?)',
  );
  const select = database.prepare<[string, string, number, number], { block: Buffer }>(
    `select block from series where target_id = ? and kind = ? and last_at >= ? and first_at <= ?
       order by first_at desc limit ${blocksReadMax}`,
  );
  const deleteOldest = database.prepare<[number, number]>(
    `delete from series where (target_id, kind, first_at) in
       (select target_id, kind, first_at from series where last_at < ? order by last_at limit ?)`,
  );
  const usedBytes = () => {
    const pages = Number(database.pragma('page_count', { simple: true }));
    const free = Number(database.pragma('freelist_count', { simple: true }));
    return (pages - free) * Number(database.pragma('page_size', { simple: true }));
  };
  return {
    append: (targetId, kind, columns) => {
      const at = columns.find(({ name }) => name === 'at')?.values;
      const firstAt = at?.[0];
      const lastAt = at?.at(-1);
      if (firstAt === undefined || lastAt === undefined) return;
      insert.run(targetId, kind, firstAt, lastAt, encodeColumnBlock({ head: { kind, targetId }, columns }));
    },
    between: (targetId, kind, fromAt, toAt) =>
      select
        .all(targetId, kind, fromAt, toAt)
        .toReversed()
        .map(({ block }) => decodeColumnBlock(blobBuffer(block)).columns),
    prune: (now, blocksMax) => {
      const isTooBig = usedBytes() > bounds.bytesMax;
      const dropped = deleteOldest.run(isTooBig ? Number.MAX_VALUE : now - bounds.ageMs, blocksMax).changes;
      if (dropped > 0) database.pragma(`incremental_vacuum(${vacuumPages})`);
      return dropped;
    },
  };
}
