import type { ColumnBlock } from '../../protocol/columnBlock.ts';
import { limits } from '../../protocol/limits.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { TargetSeries } from './targetSeries.ts';

/** Sends what is new of each target as blocks: what arrives together leaves together. */
export type LiveBlocks = {
  readonly changed: (targetId: TargetId, series: TargetSeries) => void;
  /** Sends what still waits for its turn, and stops. */
  readonly close: () => void;
};

function blocksOf(targetId: TargetId, series: TargetSeries): readonly ColumnBlock[] {
  const { samples, collections } = series.takeNew();
  const blocks: readonly ColumnBlock[] = [
    { head: { kind: 'samples', targetId }, columns: samples },
    { head: { kind: 'collections', targetId }, columns: collections },
  ];
  return blocks.filter(({ columns }) => (columns[0]?.values.length ?? 0) > 0);
}

export function openLiveBlocks(tell: (targetId: TargetId, block: ColumnBlock) => void): LiveBlocks {
  const waiting = new Map<TargetId, TargetSeries>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    for (const [targetId, series] of waiting) for (const block of blocksOf(targetId, series)) tell(targetId, block);
    waiting.clear();
  };
  return {
    changed: (targetId, series) => {
      waiting.set(targetId, series);
      // Half an interval: what arrives together leaves together, and a sample is never two intervals old.
      timer ??= setTimeout(flush, limits.sampleIntervalMs.value / 2);
    },
    close: () => {
      clearTimeout(timer);
      flush();
    },
  };
}
