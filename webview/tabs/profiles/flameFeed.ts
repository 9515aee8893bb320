import type { HostClient } from '../../../src/channel/hostClient.ts';
import type { FailureBody } from '../../../src/protocol/failures.ts';
import type { Progress } from '../../../src/protocol/jobs.ts';
import type { FlameRequest } from '../../../src/protocol/profiles.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { flamePicture, type FlamePicture } from '../../charts/flamePicture.ts';
import { failureOf } from '../../store/asked.ts';

/**
 * The newest picture of a flame graph. While one is on its way, only the newest wish waits: however fast a person zooms,
 * one question is asked at a time, and what was there stays until the answer comes.
 */
export class FlameFeed {
  picture: FlamePicture | null = null;
  failure: FailureBody | null = null;
  /** Since when the first picture is waited for, and how far it is; null where there is one, or none was wished. */
  loading: { readonly startedAt: EpochMs; readonly progress: Progress | null } | null = null;
  private readonly client: HostClient;
  private readonly changed: () => void;
  private readonly now: () => EpochMs;
  private readonly control = new AbortController();
  private wishedKey = '';
  private next: FlameRequest | null = null;
  private isAsking = false;

  constructor(client: HostClient, changed: () => void, now: () => EpochMs) {
    this.client = client;
    this.changed = changed;
    this.now = now;
  }

  /** Wishes for a picture; the same wish again is none. */
  want(request: FlameRequest): void {
    const key = JSON.stringify(request);
    if (key === this.wishedKey) return;
    this.wishedKey = key;
    this.next = request;
    if (!this.isAsking) void this.ask();
  }

  close(): void {
    this.control.abort();
  }

  private async ask(): Promise<void> {
    const request = this.next;
    this.next = null;
    if (request === null || this.control.signal.aborted) return;
    this.isAsking = true;
    if (this.picture === null) this.loading = { startedAt: this.now(), progress: null };
    const onProgress = (progress: Progress) => {
      if (this.loading === null) return;
      this.loading = { ...this.loading, progress };
      this.changed();
    };
    try {
      const { signal } = this.control;
      const { answer, block } = await this.client.requestBlock('profiles/flame', request, { signal, onProgress });
      this.picture = flamePicture(answer, block);
      this.failure = null;
    } catch (error) {
      if (this.control.signal.aborted) return;
      this.failure = failureOf(error);
    }
    this.loading = null;
    this.isAsking = false;
    this.changed();
    void this.ask();
  }
}
