import type { Capture } from '../../protocol/captures.ts';
import type { Target } from '../../protocol/targets.ts';
import { takenCapture, type CaptureTargets } from '../captures/captureHandlers.ts';
import type { Captures } from '../captures/captures.ts';
import type { JobControl } from '../jobs/jobs.ts';

/** A snapshot that a hunt took, after so much work. */
export type HuntCapture = { readonly capture: Capture; readonly work: number; readonly heapBytes: number };

/** Milliseconds that a program stands still for a snapshot, for each MB of its heap. */
const pauseMsPerMb = 85;

/** How long the program will stand still for a snapshot, as far as its heap tells. */
export function snapshotPauseMs(heapBytes: number): number {
  return (heapBytes / 1024 / 1024) * pauseMsPerMb;
}

/** The snapshots of one hunt: taken in order, and removed again where the hunt does not need them. */
export type HuntCaptures = {
  readonly all: () => readonly HuntCapture[];
  readonly take: (work: number, heapBytes: number, control: JobControl) => Promise<HuntCapture>;
  /** Removes all but those named. */
  readonly keepOnly: (kept: readonly HuntCapture[]) => Promise<void>;
};

export function huntCaptures(parts: {
  readonly captures: Pick<Captures, 'add' | 'partialFile' | 'remove'>;
  readonly targets: Pick<CaptureTargets, 'get' | 'takeSnapshot'>;
  /** Whom they are taken of. */
  readonly subject: () => Target;
}): HuntCaptures {
  const { captures, subject } = parts;
  let taken: readonly HuntCapture[] = [];
  return {
    all: () => taken,
    take: async (work, heapBytes, control) => {
      const capture = await takenCapture(parts, subject().targetId, 'inspector', control);
      const one = { capture, work, heapBytes };
      taken = [...taken, one];
      return one;
    },
    keepOnly: async (kept) => {
      const leaving = taken.filter((one) => !kept.includes(one));
      taken = kept;
      for (const { capture } of leaving) await captures.remove(capture.captureId);
    },
  };
}
