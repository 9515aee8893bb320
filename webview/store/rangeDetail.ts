import type { HostClient } from '../../src/channel/hostClient.ts';
import { limits } from '../../src/protocol/limits.ts';
import type { TargetId } from '../../src/protocol/targets.ts';
import type { Milliseconds } from '../../src/protocol/units.ts';
import type { TimeRange } from '../charts/timeRange.ts';
import { shownMetrics } from './liveSeries.ts';
import { SampleRing } from './sampleRing.ts';

const intervalMs = limits.sampleIntervalMs.value;
/** The longest range asked for again: every sample of it is drawn within two at a pixel of a wide panel. */
const rangeMsMax: Milliseconds = 600_000;
const rowsMax = rangeMsMax / intervalMs;
/** A hand that still moves the selection asks for nothing. */
const quietMs: Milliseconds = 250;
/**
 * Samples of one chosen stretch of the past, each of them. History is filled by its extremes; what is looked at closely
 * is asked for again, once, when the choice has stood for a quarter of a second. `changed` is called when it is there.
 */
export class RangeDetail {
  private readonly changed: () => void;
  private wanted = '';
  private found: { readonly key: string; readonly samples: SampleRing } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = new AbortController();

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** The samples of this range, or null until they are there; asks for them where the range is short enough. */
  of(client: HostClient | null, targetId: TargetId, range: TimeRange): SampleRing | null {
    const key = `${targetId} ${range.fromAt} ${range.toAt}`;
    if (this.found?.key === key) return this.found.samples;
    if (client === null || key === this.wanted || range.toAt - range.fromAt > rangeMsMax) return null;
    this.forget();
    this.wanted = key;
    this.timer = setTimeout(() => void this.ask(client, targetId, range, key), quietMs);
    return null;
  }

  /** Lets go of what was wanted and found. */
  forget(): void {
    clearTimeout(this.timer);
    this.asking.abort();
    this.wanted = '';
    this.found = null;
  }

  private async ask(client: HostClient, targetId: TargetId, range: TimeRange, key: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const wish = { targetId, ...range, pointsMax: rowsMax, metrics: shownMetrics };
    // Where it fails, what is kept of the range goes on being shown; a broken road is told by the pipe's state.
    const found = await client.requestBlock('series/range', wish, { signal: asking.signal }).catch(() => null);
    if (found === null || asking.signal.aborted) return;
    const samples = new SampleRing(rowsMax, shownMetrics);
    samples.append(found.block);
    this.found = { key, samples };
    this.changed();
  }
}
