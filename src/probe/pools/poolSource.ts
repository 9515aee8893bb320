import type { LivePoolFigures } from '../../protocol/livePools.ts';
import type { SharedPoolWatch } from './sharedPoolWatch.ts';

/** What a source of pools may use. */
export type PoolSourceContext = {
  /** The program's CommonJS cache. */
  readonly cache: NodeJS.Dict<NodeJS.Module>;
  readonly shared: SharedPoolWatch;
  /** Runs the source's own work inside the program's: an error ends the source, and the program never sees it. */
  readonly safely: <Value>(work: () => Value) => Value | undefined;
};

/** One kind of pool: one file, and one line in `poolSources.ts`. */
export type PoolSource = {
  /** What it sees, in a sentence a user could read. */
  readonly what: string;
  /** What it costs the program. */
  readonly cost: string;
  readonly start: (context: PoolSourceContext) => RunningPoolSource;
};

export type RunningPoolSource = {
  /** How the pools stand, and what each did since the last reading `seconds` ago. */
  readonly read: (seconds: number) => readonly LivePoolFigures[];
  /** Something that the program emits, while emitters are looked at. */
  readonly noteEmit?: (emitter: object, name: string | symbol) => void;
  /** Takes everything back. */
  readonly stop: () => void;
};

/** A reading of a kind that knows none of this. */
export const unknownFigures = {
  capacity: null,
  waiting: 0,
  running: null,
  failures: 0,
  utilisation: null,
  wait: null,
  hold: null,
  agents: null,
  keepsAlive: null,
  sockets: null,
  holders: [],
  sites: [],
} as const;
