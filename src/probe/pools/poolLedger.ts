import type { PoolTimes } from '../../protocol/experiments.ts';
import type { StackFrame } from '../../protocol/livePools.ts';
import { poolDurations } from './poolTimes.ts';

const sitesMax = 32;

/** A place that asks for clients, and what it did since the last reading. */
export type UseSite = {
  readonly frames: readonly StackFrame[];
  count: number;
  holdMs: number;
  waitMs: number;
  taken: number;
  returned: number;
};

/** What was read of one ledger. */
export type LedgerFigures = {
  readonly acquires: number;
  readonly failures: number;
  readonly wait: PoolTimes | null;
  readonly hold: PoolTimes | null;
  readonly sites: readonly UseSite[];
};

/** The uses of a pool as one reader counts them: each reader has its own ledger, and empties no other's. */
export type PoolLedger = {
  readonly waited: (waitMs: number) => void;
  readonly held: (holdMs: number) => void;
  readonly failed: () => void;
  /** The site of a stack; undefined where it is empty, or where there are too many. */
  readonly siteOf: (frames: readonly StackFrame[]) => UseSite | undefined;
  /** What happened since the last call. */
  readonly take: () => LedgerFigures;
};

const keyOf = (frames: readonly StackFrame[]) =>
  frames.map(({ url, line, column }) => `${url}:${line}:${column}`).join('\n');

export function poolLedger(): PoolLedger {
  const waits = poolDurations();
  const holds = poolDurations();
  const sites = new Map<string, UseSite>();
  let failures = 0;
  return {
    waited: waits.record,
    held: holds.record,
    failed: () => {
      failures += 1;
    },
    siteOf: (frames) => {
      if (frames.length === 0) return undefined;
      const key = keyOf(frames);
      const known = sites.get(key);
      if (known !== undefined || sites.size >= sitesMax) return known;
      const site = { frames, count: 0, holdMs: 0, waitMs: 0, taken: 0, returned: 0 };
      sites.set(key, site);
      return site;
    },
    take: () => {
      const taken: LedgerFigures = {
        acquires: waits.count(),
        failures,
        wait: waits.times(),
        hold: holds.times(),
        sites: [...sites.values()].flatMap((site) => (site.count > 0 || site.returned > 0 ? [{ ...site }] : [])),
      };
      waits.reset();
      holds.reset();
      failures = 0;
      for (const site of sites.values()) Object.assign(site, { count: 0, holdMs: 0, waitMs: 0, taken: 0, returned: 0 });
      return taken;
    },
  };
}
