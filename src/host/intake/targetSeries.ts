import { downSampled } from '../../analysis/series/downSampled.ts';
import type { BlockColumn } from '../../protocol/columnBlock.ts';
import { limits } from '../../protocol/limits.ts';
import { metricIds, type MetricId } from '../../protocol/metrics.ts';
import type { ProbeMessage } from '../../protocol/probeChannel.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { RingColumns } from './ringColumns.ts';

type Tick = Extract<ProbeMessage, { type: 'tick' }>;

/** New rows of one target, in the columns of a live block. */
export type NewRows = {
  readonly samples: readonly BlockColumn[];
  readonly collections: readonly BlockColumn[];
};

/** What one target told so far: one hour of samples and of collections, in memory. */
export class TargetSeries {
  private readonly samples = new RingColumns(1 + metricIds.length, limits.seriesSamplesMax.value);
  private readonly collections = new RingColumns(3, limits.seriesCollectionsMax.value);
  private collectionsAdded = 0;
  private collectionsLost = 0;
  private lastSampleAt = -Infinity;
  private lastCollectionAt = -Infinity;
  private newSamples: (readonly (number | null)[])[] = [];
  private newCollections: (readonly number[])[] = [];

  get sampleCount(): number {
    return this.samples.length;
  }

  /** Collections that are not in the series: lost in a storm, or older than what is kept. */
  get collectionsDropped(): number {
    return this.collectionsLost + this.collectionsAdded - this.collections.length;
  }

  add(tick: Tick): void {
    // A clock that is set back must not break the order of the rows.
    this.lastSampleAt = Math.max(this.lastSampleAt, tick.at);
    const row = [this.lastSampleAt, ...tick.values];
    this.samples.push(row);
    this.newSamples.push(row);
    this.collectionsLost = tick.droppedCollections;
    for (const [at, kind, pauseMs] of tick.collections) {
      this.lastCollectionAt = Math.max(this.lastCollectionAt, at);
      const collection = [this.lastCollectionAt, kind, pauseMs];
      this.collections.push(collection);
      this.newCollections.push(collection);
      this.collectionsAdded += 1;
    }
  }

  /** The rows that came since the last call. */
  takeNew(): NewRows {
    const columns = (rows: readonly (readonly (number | null)[])[], names: readonly string[]) =>
      names.map((name, index) => ({ name, values: Float64Array.from(rows, (row) => row[index] ?? Number.NaN) }));
    const taken = {
      samples: columns(this.newSamples, ['at', ...metricIds]),
      collections: columns(this.newCollections, ['at', 'kind', 'pauseMs']),
    };
    this.newSamples = [];
    this.newCollections = [];
    return taken;
  }

  /** Columns `at` and the metrics asked for, at most `pointsMax` rows. */
  samplesBetween(
    fromAt: EpochMs,
    toAt: EpochMs,
    pointsMax: number,
    metrics: readonly MetricId[],
  ): readonly BlockColumn[] {
    const indexes = metrics.map((metric) => 1 + metricIds.indexOf(metric));
    const [at = new Float64Array(), ...columns] = this.samples.between(fromAt, toAt, [0, ...indexes]);
    const rows = downSampled({ at, columns }, pointsMax);
    return [
      { name: 'at', values: rows.at },
      ...metrics.map((name, index) => ({ name, values: rows.columns[index] ?? new Float64Array(rows.at.length) })),
    ];
  }

  /** Columns `at`, `kind` and `pauseMs`. */
  collectionsBetween(fromAt: EpochMs, toAt: EpochMs): readonly BlockColumn[] {
    const columns = this.collections.between(fromAt, toAt, [0, 1, 2]);
    return ['at', 'kind', 'pauseMs'].map((name, index) => ({ name, values: columns[index] ?? new Float64Array() }));
  }
}
