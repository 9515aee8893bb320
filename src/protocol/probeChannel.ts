import type { PoolTimes } from './experiments.ts';
import type { LivePoolFigures, StackFrame } from './livePools.ts';
import type { ProfileKind } from './profiles.ts';
import type { StallFigures } from './stalls.ts';
import type { Bytes, Count, EpochMs, Milliseconds } from './units.ts';

/** Probe and host greet each other with this number; different numbers are refused. */
export const probeProtocol = 1;

/** Name of the probe's file, by which its own objects are told from the program's. */
export const probeFileName = 'pitstopProbe.cjs';

/** Environment variable that tells a launched probe where to report: `PATH\nTOKEN` of the host's socket, as base64url JSON. */
export const probeEnvironmentVariable = 'PITSTOP_PROBE';

/** What a probe is told at its start. */
export type ProbeOptions = { readonly socket: string; readonly token: string; readonly way: 'launched' | 'attached' };

/** What a program still holds after everything that nobody holds was collected. */
export type SettledMemory = {
  readonly at: EpochMs;
  /** How long the program stood still for it. */
  readonly pauseMs: number;
  readonly heapUsed: Bytes;
  readonly codeBytes: Bytes;
  readonly external: Bytes;
  readonly arrayBuffers: Bytes;
  readonly rss: Bytes;
  readonly resources: readonly (readonly [type: string, count: number])[];
  /** Listeners on `process`. */
  readonly listeners: number;
  readonly cpuBeforeMs: number;
  readonly cpuAfterMs: number;
};

/** What a live pool of the target did since it was last asked. */
export type PoolFigures = {
  readonly poolId: number;
  /** `agents on 127.0.0.1:5432`; empty where no client tells. */
  readonly label: string;
  readonly max: Count;
  /** What it was before it was tuned. */
  readonly originalMax: Count;
  readonly total: Count;
  readonly waiting: Count;
  readonly seconds: number;
  readonly acquires: Count;
  readonly failures: Count;
  readonly wait: PoolTimes | null;
  readonly hold: PoolTimes | null;
  /** How often a client was seen in hand, and in hand with a statement running. */
  readonly heldSamples: Count;
  readonly queriedSamples: Count;
  readonly totalMax: Count;
  readonly busyMax: Count;
  readonly waitersMax: Count;
  /** Where clients were asked for, of those uses whose stack was taken; the innermost frame first. */
  readonly sites: readonly {
    readonly frames: readonly StackFrame[];
    readonly count: Count;
    readonly holdMs: Milliseconds;
    readonly waitMs: Milliseconds;
  }[];
};

/** How many connections the server of a pool takes from programs, and how many of them are open, this pool's among them. */
export type PoolRoom = { readonly connectionsMax: Count; readonly used: Count };

/** A process or thread that the program has started. */
export type StartedChild = {
  readonly childId: number;
  readonly kind: 'process' | 'thread';
  readonly pid: number | null;
  readonly file: string;
  /** As it was called, its name first; whoever shows it replaces secrets. */
  readonly command: readonly string[];
  readonly at: EpochMs;
  /** Where it was started; the innermost frame first. */
  readonly frames: readonly StackFrame[];
};

/** What became of the program's children since the last report. */
export type ChildrenReport = {
  readonly started: readonly StartedChild[];
  /** Those that wrote their first output; for a thread, those that run. */
  readonly written: readonly (readonly [childId: number, at: EpochMs])[];
  readonly ended: readonly (readonly [childId: number, at: EpochMs])[];
  /** Starts that are left out, because too many came within one tick. */
  readonly dropped: number;
};

/**
 * Messages of the probe, each a u32 little-endian length and that many bytes of JSON in UTF-8.
 * `tick` carries the values of `metrics` in their order, null for unknown, and the collections since the last tick.
 */
export type ProbeMessage =
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly token: string;
      readonly pid: number;
      readonly threadId: number;
      readonly startedAt: EpochMs;
      readonly nodeVersion: string;
      readonly v8Version: string;
      readonly command: readonly string[];
      readonly folder: string;
      readonly way: 'launched' | 'attached';
      readonly hasHeapdump: boolean;
    }
  | {
      readonly type: 'tick';
      readonly at: EpochMs;
      readonly values: readonly (number | null)[];
      readonly collections: readonly (readonly [at: EpochMs, kindFlag: number, pauseMs: number])[];
      /** Ticks dropped since the start, because the host was slow or away. */
      readonly dropped: number;
      /** Collections dropped since the start, because too many came within one tick. */
      readonly droppedCollections: number;
      readonly hasHeapdump: boolean;
    }
  /** After a snapshot; the scripts are those of the engine's own table: id and url. */
  | {
      readonly type: 'snapshotDone';
      readonly requestId: number;
      readonly pauseMs: number;
      readonly bytes: number;
      readonly scripts: readonly (readonly [scriptId: number, url: string])[];
    }
  | {
      readonly type: 'snapshotFailed';
      readonly requestId: number;
      readonly reason: string;
      readonly isDiskFull: boolean;
    }
  /**
   * What is left after collections: taken when no further one frees anything. `codeBytes` is the part of the heap that
   * is compiled code and its tables. `resources` keep the event loop alive, by type. CPU time is that of the process
   * since its start: before the collections, and after them.
   */
  | ({ readonly type: 'settled'; readonly requestId: number } & SettledMemory)
  /** The live pools, and the names of other classes that hand things out. Empty after `leavePools`. */
  | {
      readonly type: 'pools';
      readonly requestId: number;
      readonly pools: readonly PoolFigures[];
      readonly others: readonly string[];
    }
  /** `reason` tells why the size does not hold; null where it does. */
  | { readonly type: 'poolResized'; readonly requestId: number; readonly reason: string | null }
  /** Null where the server did not tell in time. */
  | { readonly type: 'poolRoom'; readonly requestId: number; readonly room: PoolRoom | null }
  /** Before a tick, when children were started or ended. */
  | ({ readonly type: 'children' } & ChildrenReport)
  /** The pools that are in use, once a second while they are watched; those that nothing has changed in are told as well. */
  | { readonly type: 'livePools'; readonly at: EpochMs; readonly pools: readonly LivePoolFigures[] }
  /** Answers of wishes for a profile. */
  | { readonly type: 'profileStarted'; readonly requestId: number }
  | { readonly type: 'profileDone'; readonly requestId: number; readonly bytes: Bytes }
  | { readonly type: 'profileFailed'; readonly requestId: number; readonly reason: string }
  /** What held the event loop up since the last message. */
  | { readonly type: 'stalls'; readonly stalls: readonly StallFigures[] }
  /** The last message: everything is taken back. `left` names what could not be. */
  | { readonly type: 'bye'; readonly left: readonly string[] };

/**
 * Wishes of the host. For `snapshot` the probe writes to `file` synchronously, and its progress (`done total` in text)
 * to `progressFile`, since the target's thread stands still; it stops writing when `cancelFile` exists. For `settle` it
 * collects until the heap no longer shrinks, three times at most, and answers `settled`.
 */
export type ProbeWish =
  | { readonly type: 'welcome'; readonly protocol: number; readonly intervalMs: number }
  | { readonly type: 'refuse'; readonly reason: string }
  /** The host has read so many more messages. A probe keeps few unread ones, so a host that stands still never holds it. */
  | { readonly type: 'taken'; readonly messages: number }
  | {
      readonly type: 'snapshot';
      readonly requestId: number;
      readonly means: 'inspector' | 'heapdump';
      readonly file: string;
      readonly progressFile: string;
      readonly cancelFile: string;
    }
  | { readonly type: 'settle'; readonly requestId: number }
  /** Looks for pools in use for at most `waitMs`, and watches them from then on; answered with `pools`. */
  | { readonly type: 'findPools'; readonly requestId: number; readonly waitMs: Milliseconds }
  /** Asks for what each pool did since it was last asked; answered with `pools`. */
  | { readonly type: 'readPools'; readonly requestId: number }
  /** Gives a pool a size and fresh connections; answered with `poolResized` when the old ones are gone. */
  | {
      readonly type: 'resizePool';
      readonly requestId: number;
      readonly poolId: number;
      readonly size: Count;
      readonly waitMs: Milliseconds;
    }
  /** Asks the server of a pool, by a client of that pool, how many connections it takes; answered with `poolRoom`. */
  | { readonly type: 'askPoolRoom'; readonly requestId: number; readonly poolId: number; readonly waitMs: Milliseconds }
  /** Watches what the program hands out and waits for, and what holds its loop up; told as `livePools` and `stalls`. */
  | { readonly type: 'watchLive' }
  /** Begins a profile; answered with `profileStarted`. One that runs is dropped. */
  | {
      readonly type: 'startProfile';
      readonly requestId: number;
      readonly kind: ProfileKind;
      readonly intervalUs: number;
    }
  /** Ends the profile and writes it into a file of the engine's format; answered with `profileDone`. */
  | { readonly type: 'stopProfile'; readonly requestId: number; readonly file: string }
  /** Ends the profile without a file, and without an answer. */
  | { readonly type: 'dropProfile'; readonly requestId: number }
  /** Puts all pools back as they were, and tunes them no more; answered with `pools`. */
  | { readonly type: 'leavePools'; readonly requestId: number }
  | { readonly type: 'stop' };
