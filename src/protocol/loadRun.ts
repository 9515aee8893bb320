import type { Count, Milliseconds } from './units.ts';

/** A text, or several that are taken in turn, one an iteration. `${n}` in it becomes the number of the iteration. */
export type LoadText = string | readonly string[];

/**
 * One step of a turn. `send` posts over HTTP, or sends a text frame over a WebSocket; `get` asks for a path over HTTP;
 * `await` waits for a frame that matches, or demands it of the last answer's body; `think` pauses, which does not count
 * as latency.
 */
export type LoadStep =
  | { readonly send: LoadText }
  | { readonly get: string }
  | { readonly await: string }
  | { readonly think: Milliseconds };

/**
 * A load to apply. Closed: each of `connections` begins its next iteration when the last has ended. Open: iterations
 * are scheduled at `ratePerSecond` whatever the target does, over at most `connections` at once.
 * An iteration is one request, or one run of the script; over a WebSocket it has a connection of its own.
 */
export type LoadPlan = {
  /** `http:` or `ws:`; nothing is sent to a host that is not this machine unless that was allowed. */
  readonly url: string;
  readonly connections: Count;
  /** Null for a closed load. */
  readonly ratePerSecond: number | null;
  readonly arrivals: 'fixed' | 'poisson';
  readonly seconds: number;
  /** Applied before, and not counted. */
  readonly warmupSeconds: number;
  /** At most this many counted iterations; null for no bound but the time. */
  readonly iterationsMax: Count | null;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: LoadText | null;
  readonly script: readonly LoadStep[] | null;
  readonly timeoutSeconds: number;
};

/** Latencies of completed iterations. */
export type LatencyFigures = {
  readonly p50: Milliseconds;
  readonly p90: Milliseconds;
  readonly p99: Milliseconds;
  readonly p999: Milliseconds;
  readonly max: Milliseconds;
};

/** What a load gave, the warm-up aside. `offered` less `completed` and `errors` were unfinished when the time was over. */
export type LoadRun = {
  readonly offered: Count;
  readonly completed: Count;
  readonly errors: Count;
  readonly seconds: number;
  readonly completedPerSecond: number;
  /** Null where nothing was completed. */
  readonly latencyMs: LatencyFigures | null;
  /** True where latency counts from the scheduled moment, so that a stalled target does not hide its own stall. */
  readonly corrected: boolean;
  /** The reasons of the errors, the most frequent first. */
  readonly errorKinds: readonly { readonly what: string; readonly count: Count }[];
  /** What to know when reading the figures. */
  readonly notes: readonly string[];
};
