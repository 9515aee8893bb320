import { isLiveFrame } from '../../protocol/columnBlock.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bytes, Count } from '../../protocol/units.ts';

type Frame = string | ArrayBuffer;
type Waiting = { readonly frame: Frame; readonly bytes: Bytes; readonly isLive: boolean };

export type FramePumpParts = {
  /** Sends one message to the panel. */
  readonly send: (frames: readonly Frame[]) => void;
  /** Asks the host to wait, or to go on. */
  readonly pause: (isPaused: boolean) => void;
  /** Runs `work` after a tick of 16 ms. Returns its stop. */
  readonly afterTick: (work: () => void) => () => void;
};

/** Text frames are nearly all ASCII, so their length is their size. */
const sizeOf = (frame: Frame): Bytes => (typeof frame === 'string' ? frame.length : frame.byteLength);

/**
 * Carries frames to the panel in few messages: what comes within a tick, or 128 KB, goes together, and each message
 * costs one of the credits that the panel gave. Without credits frames wait; then the oldest live frames are dropped,
 * and when even results are too many the host is made to wait.
 */
export class FramePump {
  private readonly parts: FramePumpParts;
  private queue: Waiting[] = [];
  private queuedBytes: Bytes = 0;
  private liveCount: Count = 0;
  private credits: Count = 0;
  private stopTick: (() => void) | undefined;
  private isPaused = false;
  private droppedCount: Count = 0;

  constructor(parts: FramePumpParts) {
    this.parts = parts;
  }

  /** Live frames that were dropped so far. */
  get dropped(): Count {
    return this.droppedCount;
  }

  push(frame: Frame): void {
    const isLive = typeof frame !== 'string' && isLiveFrame(frame);
    if (isLive && this.liveCount >= limits.panelLiveFramesMax.value) this.dropOldestLive();
    this.queue.push({ frame, bytes: sizeOf(frame), isLive });
    this.queuedBytes += sizeOf(frame);
    if (isLive) this.liveCount += 1;
    if (this.queuedBytes >= limits.panelFrameBytesMax.value) this.drain();
    this.scheduleTick();
    this.holdBack();
  }

  /** The panel can take so many messages more. */
  credit(count: Count): void {
    this.credits += count;
    this.drain();
    this.holdBack();
  }

  /** Begins anew: what waits belongs to a connection that is gone. The credits stay with the panel. */
  clear(): void {
    this.stopTick?.();
    this.stopTick = undefined;
    this.queue = [];
    this.queuedBytes = 0;
    this.liveCount = 0;
    this.isPaused = false;
  }

  /** The panel was loaded anew, with so many credits. */
  reset(credits: Count): void {
    this.clear();
    this.credits = credits;
  }

  private dropOldestLive(): void {
    const index = this.queue.findIndex(({ isLive }) => isLive);
    const [dropped] = this.queue.splice(index, 1);
    this.queuedBytes -= dropped?.bytes ?? 0;
    this.liveCount -= 1;
    this.droppedCount += 1;
  }

  /** The first frame after a rest goes at once; what follows within a tick goes together at its end. */
  private scheduleTick(): void {
    if (this.stopTick !== undefined || this.queue.length === 0) return;
    this.drain();
    this.stopTick = this.parts.afterTick(() => {
      this.stopTick = undefined;
      this.scheduleTick();
    });
  }

  private drain(): void {
    let taken = 0;
    while (this.credits > 0 && taken < this.queue.length) {
      const batch: Frame[] = [];
      let bytes = 0;
      for (let next = this.queue[taken]; next !== undefined; next = this.queue[taken]) {
        if (batch.length > 0 && bytes + next.bytes > limits.panelFrameBytesMax.value) break;
        batch.push(next.frame);
        bytes += next.bytes;
        if (next.isLive) this.liveCount -= 1;
        taken += 1;
      }
      this.credits -= 1;
      this.queuedBytes -= bytes;
      this.parts.send(batch);
    }
    if (taken > 0) this.queue = this.queue.slice(taken);
  }

  private holdBack(): void {
    const most = limits.clientBufferBytesMax.value;
    const shouldPause = this.isPaused ? this.queuedBytes > most / 2 : this.queuedBytes > most;
    if (shouldPause === this.isPaused) return;
    this.isPaused = shouldPause;
    this.parts.pause(shouldPause);
  }
}
