import type { Bytes, EpochMs, Milliseconds } from './units.ts';
import type { TargetId } from './targets.ts';

export type CaptureId = string;

export const captureWays = ['inspector', 'heapdump', 'import'] as const;
/** How a capture came to be: by the engine's inspector, by heapdump inside the target, or from a file of the user. */
export type CaptureWay = (typeof captureWays)[number];

/** A heap snapshot with its provenance. The file is named by the hash of its content and never changes. */
export type Capture = {
  readonly captureId: CaptureId;
  readonly kind: 'heapSnapshot';
  /** A short name: `snapshot 3`, or the imported file's name. */
  readonly label: string;
  readonly file: string;
  readonly fileBytes: Bytes;
  readonly takenAt: EpochMs;
  readonly way: CaptureWay;
  readonly targetId?: TargetId;
  /** Name and pid of the process it was taken of, when known. */
  readonly targetName?: string;
  readonly targetPid?: number;
  /** How long the target stood still for it. */
  readonly pauseMs?: Milliseconds;
  /** Identity questions (new, gone, survived) make sense only between captures with the same mark. */
  readonly processKey?: string;
};
