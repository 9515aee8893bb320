import type { PoolReading } from '../../analysis/pool/poolReading.ts';
import type { Place } from '../../protocol/places.ts';
import type { Count } from '../../protocol/units.ts';
import type { JobControl } from '../jobs/jobs.ts';

/** Where sizes are tried: a pool of our own under a mix, or the pool of a target under its load. */
export type PoolStage = {
  /** The pool in words: `agents, History.open in history.ts`. */
  readonly name: string;
  /** Where it is made, as far as it is known. */
  readonly place: Place | null;
  /** The size it has; null for a pool of our own. */
  readonly currentSize: Count | null;
  /** The most that may be tried: by the server's free connections, and by what can be asked for at once. */
  readonly sizeMax: Count;
  /** Why no more than that; null where it is what was asked for. */
  readonly sizeMaxReason: string | null;
  /** `open`: work comes whatever the pool does, so that waiting tells more than throughput. */
  readonly demand: 'open' | 'closed';
  /** What one unit of throughput is: `tasks`, `iterations`, `clients handed out`. */
  readonly unitOfWork: string;
  /** Where, for a proof: `PostgreSQL 18.4 on …, 2 cores`. */
  readonly machine: string;
  /** Where clients are held the longest; null where it is not known. */
  readonly longestHold: () => string | null;
  /** What to know of all of it, such as that writes are rolled back. */
  readonly notes: readonly string[];
  /** Applies the load for so long to a fresh pool of this size. */
  readonly measure: (size: Count, seconds: number, control: JobControl) => Promise<PoolReading>;
  /** Puts everything back. */
  readonly restore: () => Promise<void>;
};
