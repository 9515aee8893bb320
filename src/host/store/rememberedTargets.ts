import { downSampled } from '../../analysis/series/downSampled.ts';
import type { BlockColumn } from '../../protocol/columnBlock.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Targets } from '../session/targets.ts';
import { joinedColumns, rowsWithin } from './joinedColumns.ts';
import type { SeriesHistory, SeriesKind } from './seriesHistory.ts';

/** What memory holds, with the rows from before it that are on disk: of an earlier hour, or of a host that was killed. */
function withOlder(
  history: SeriesHistory,
  about: { readonly targetId: TargetId; readonly kind: SeriesKind; readonly fromAt: EpochMs; readonly toAt: EpochMs },
  inMemory: readonly BlockColumn[],
): readonly BlockColumn[] {
  const { targetId, kind, fromAt, toAt } = about;
  const beforeAt = inMemory[0]?.values[0] ?? toAt;
  if (beforeAt <= fromAt) return inMemory;
  const older = history.between(targetId, kind, fromAt, beforeAt).map((block) => rowsWithin(block, fromAt, beforeAt));
  return older.length === 0 ? inMemory : joinedColumns([...older, inMemory]);
}

/** The targets, whose series go back before this host's own memory. */
export function rememberedTargets(targets: Targets, history: SeriesHistory): Targets {
  return {
    ...targets,
    series: (targetId, fromAt, toAt, pointsMax, metrics) => {
      const inMemory = targets.series(targetId, fromAt, toAt, pointsMax, metrics);
      const joined = withOlder(history, { targetId, kind: 'samples', fromAt, toAt }, inMemory);
      const [at = new Float64Array(), ...columns] = joined.map(({ values }) => Float64Array.from(values));
      const rows = downSampled({ at, columns }, pointsMax);
      return joined.map(({ name }, index) => ({
        name,
        values: index === 0 ? rows.at : (rows.columns[index - 1] ?? rows.at),
      }));
    },
    collections: (targetId, fromAt, toAt) =>
      withOlder(history, { targetId, kind: 'collections', fromAt, toAt }, targets.collections(targetId, fromAt, toAt)),
  };
}
