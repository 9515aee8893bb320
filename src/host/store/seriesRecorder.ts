import { downSampled } from '../../analysis/series/downSampled.ts';
import type { BlockColumn, ColumnBlock } from '../../protocol/columnBlock.ts';
import type { TargetId } from '../../protocol/targets.ts';
import { joinedColumns } from './joinedColumns.ts';
import type { SeriesHistory, SeriesKind } from './seriesHistory.ts';

/** Puts what targets tell into the history, half a minute at a time. */
export type SeriesRecorder = {
  readonly record: (targetId: TargetId, block: ColumnBlock) => void;
  /** Writes what still waits, and stops. */
  readonly close: () => void;
};

/** What a kill can lose. Longer would write less often; a write takes about a millisecond. */
const writeMs = 30_000;
/** Blocks dropped at a write beside as many as it wrote, so that what is kept never outgrows its bound; a millisecond or two. */
const pruneLead = 8;
/** Two rows a second: per half second the lowest and the highest of each metric are kept. */
const rowsPerWriteMax = 60;

/** Samples lose no peak by this; collections are few, and each is kept. */
function shortened(kind: SeriesKind, columns: readonly BlockColumn[]): readonly BlockColumn[] {
  if (kind === 'collections') return columns;
  const [at, ...others] = columns.map(({ values }) => Float64Array.from(values));
  if (at === undefined) return columns;
  const rows = downSampled({ at, columns: others }, rowsPerWriteMax);
  return columns.map(({ name }, index) => ({
    name,
    values: index === 0 ? rows.at : (rows.columns[index - 1] ?? rows.at),
  }));
}

/** Also prunes the history, a short step at each write. `report` hears where the disk does not take it. */
export function seriesRecorder(
  history: SeriesHistory,
  now: () => number,
  report: (error: unknown) => void,
): SeriesRecorder {
  const waiting = new Map<string, { targetId: TargetId; kind: SeriesKind; blocks: (readonly BlockColumn[])[] }>();
  const write = () => {
    try {
      for (const { targetId, kind, blocks } of waiting.values())
        history.append(targetId, kind, shortened(kind, joinedColumns(blocks)));
      history.prune(now(), waiting.size + pruneLead);
    } catch (error) {
      report(error);
    }
    waiting.clear();
  };
  const timer = setInterval(write, writeMs);
  timer.unref();
  return {
    record: (targetId, { head: { kind }, columns }) => {
      if (kind === 'answer') return;
      const key = `${kind} ${targetId}`;
      const entry = waiting.get(key) ?? { targetId, kind, blocks: [] };
      entry.blocks.push(columns);
      waiting.set(key, entry);
    },
    close: () => {
      clearInterval(timer);
      write();
    },
  };
}
