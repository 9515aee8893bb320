import type { HostClient } from '../../src/channel/hostClient.ts';
import type { ColumnBlock } from '../../src/protocol/columnBlock.ts';
import { limits } from '../../src/protocol/limits.ts';
import type { MetricId } from '../../src/protocol/metrics.ts';
import type { Target, TargetId } from '../../src/protocol/targets.ts';
import type { EpochMs } from '../../src/protocol/units.ts';
import { PauseRing } from './pauseRing.ts';
import { SampleRing } from './sampleRing.ts';
import { Signal } from './signal.ts';

/** The metrics that the panel draws or names. */
export const shownMetrics: readonly MetricId[] = [
  'heapUsed',
  'heapTotal',
  'heapLimit',
  'rss',
  'external',
  'loopDelayP50',
  'loopDelayP99',
  'loopDelayMax',
  'loopUtilisation',
  'gcShare',
  'allocationRate',
  'cpuShare',
  'probeShare',
];

const keptMs = limits.seriesSamplesMax.value * limits.sampleIntervalMs.value;
/** Rows asked for an hour of history: two a second show every peak at any width. */
const backfillRowsMax = 7_200;

/**
 * What was measured of one target: an hour of history asked for once, and live blocks after it. `changed` counts the
 * changes; it moves at most once a frame.
 */
export class LiveSeries {
  readonly samples = new SampleRing(limits.seriesSamplesMax.value, shownMetrics);
  readonly pauses = new PauseRing(limits.seriesCollectionsMax.value);
  readonly changed = new Signal(0);
  /** True from the first wish to follow until the history has come. */
  readonly isLoading = new Signal(false);
  /** Up to here samples may be known only by the extremes of each second; null where all are as they were taken. */
  thinnedTo: EpochMs | null = null;
  private targetId: TargetId | null = null;
  private client: HostClient | null = null;
  private early: ColumnBlock[] | null = null;
  private stopBlocks: () => void = () => undefined;
  private loading = new AbortController();
  private readonly tellSoon: () => void;
  private readonly now: () => EpochMs;

  constructor(schedule: (work: () => void) => () => void, now: () => EpochMs) {
    this.now = now;
    this.tellSoon = schedule(() => this.changed.set(this.changed.value + 1));
  }

  /** Follows the target over this client; what is kept of the same target stays, and only the gap is asked for. */
  follow(client: HostClient | null, target: Target | null): void {
    const targetId = target?.targetId ?? null;
    if (client === this.client && targetId === this.targetId) return;
    this.leave();
    if (targetId !== this.targetId) {
      this.samples.clear();
      this.pauses.clear();
      this.thinnedTo = null;
      this.tellSoon();
    }
    this.client = client;
    this.targetId = targetId;
    if (client === null || target === null) return;
    this.early = [];
    this.stopBlocks = client.onBlock((block) => this.take(block));
    void this.fill(client, target);
  }

  private leave(): void {
    this.loading.abort();
    this.stopBlocks();
    this.early = null;
    this.isLoading.set(false);
    if (this.client !== null && this.targetId !== null) {
      // The connection may be gone already, and following ends with it.
      this.client.request('live/unfollow', { targetId: this.targetId }).catch(() => undefined);
    }
  }

  private async fill(client: HostClient, target: Target): Promise<void> {
    const loading = new AbortController();
    this.loading = loading;
    this.isLoading.set(true);
    const { targetId } = target;
    const toAt = (target.endedAt ?? this.now()) + 1000;
    const fromAt = Math.max(toAt - keptMs, this.samples.lastAt ?? target.watchedSince);
    try {
      await client.request('live/follow', { targetId }, { signal: loading.signal });
      const range = { targetId, fromAt, toAt };
      const samples = await client.requestBlock(
        'series/range',
        { ...range, pointsMax: backfillRowsMax, metrics: shownMetrics },
        { signal: loading.signal },
      );
      const pauses = await client.requestBlock('collections/range', range, { signal: loading.signal });
      this.samples.append(samples.block);
      if (samples.answer.length >= backfillRowsMax - 1) this.thinnedTo = samples.answer.lastAt;
      this.pauses.append(pauses.block, this.pauses.lastAt ?? -Infinity);
    } catch {
      // A target known only by the list has no history, and a broken road is told by the pipe's state: live blocks go on.
    }
    if (loading.signal.aborted) return;
    const early = this.early ?? [];
    this.early = null;
    for (const block of early) this.take(block);
    this.isLoading.set(false);
    this.tellSoon();
  }

  private take(block: ColumnBlock): void {
    if (block.head.kind === 'answer' || block.head.targetId !== this.targetId) return;
    if (this.early !== null) {
      this.early.push(block);
      return;
    }
    if (block.head.kind === 'samples') this.samples.append(block);
    else this.pauses.append(block, this.pauses.lastAt ?? -Infinity);
    this.tellSoon();
  }
}
