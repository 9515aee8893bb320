import type { LivePool, LivePoolFigures, LiveStatement, PoolSite, StatementFigures } from '../../protocol/livePools.ts';
import { limits } from '../../protocol/limits.ts';
import type { Place } from '../../protocol/places.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { sqlParser, SqlSyntaxError } from '../sql/sqlParser.ts';
import type { OwnStacks } from './ownStacks.ts';

/** A holder that is told from this on is drawn as one that has not given back. */
const heldLongMs = 5_000;
const sitesMax = 24;
/** Readings after which a pool that is no longer told is forgotten. */
const absentMax = 30;

type History = { at: number[]; busy: number[]; waiting: number[]; held: number[] };
type Kept = { readonly history: History; readonly sites: Map<string, PoolSite>; absent: number; pool: LivePool };

/** The live pools of one target, with an hour of history. */
export type TargetLivePools = {
  /** Takes a reading in; gives the pools as they stand. */
  readonly put: (at: EpochMs, figures: readonly LivePoolFigures[]) => Promise<readonly LivePool[]>;
  /** The pools with their history from a moment on. */
  readonly list: (sinceAt: EpochMs) => readonly LivePool[];
};

const keyOf = ({ file, line, column }: Place) => `${file}:${line}:${column}`;

function added(site: PoolSite | undefined, place: Place, now: LivePoolFigures['sites'][number]): PoolSite {
  return {
    place,
    count: (site?.count ?? 0) + now.count,
    holdMs: (site?.holdMs ?? 0) + now.holdMs,
    waitMs: (site?.waitMs ?? 0) + now.waitMs,
    taken: (site?.taken ?? 0) + now.taken,
    returned: (site?.returned ?? 0) + now.returned,
  };
}

async function sumSites(kept: Kept['sites'], figures: LivePoolFigures, stacks: OwnStacks): Promise<void> {
  for (const site of figures.sites) {
    const [place] = await stacks(site.frames);
    if (place === undefined) continue;
    const key = keyOf(place);
    if (kept.has(key) || kept.size < sitesMax) kept.set(key, added(kept.get(key), place, site));
  }
}

function remember(history: History, at: EpochMs, pool: LivePool): void {
  history.at.push(at);
  history.busy.push(pool.busy);
  history.waiting.push(pool.waiting);
  history.held.push(pool.holders.filter(({ heldMs }) => heldMs >= heldLongMs).length);
  if (history.at.length <= limits.livePoolHistoryMax.value) return;
  for (const column of [history.at, history.busy, history.waiting, history.held]) column.shift();
}

/** The statement without its values; null where it cannot be taken apart, and could tell one. */
async function liveStatement(
  { text, frames, ...figures }: StatementFigures,
  stacks: OwnStacks,
): Promise<LiveStatement | null> {
  const parser = await sqlParser();
  try {
    const sql = parser.redacted(text);
    return sql === null
      ? null
      : { ...figures, sql, fingerprint: parser.fingerprint(text), stack: await stacks(frames) };
  } catch (error) {
    if (error instanceof SqlSyntaxError) return null;
    throw error;
  }
}

export function targetLivePools(stacks: OwnStacks): TargetLivePools {
  const pools = new Map<string, Kept>();

  const taken = async (at: EpochMs, figures: LivePoolFigures): Promise<void> => {
    const before = pools.get(figures.poolId);
    const sites = before?.sites ?? new Map<string, PoolSite>();
    await sumSites(sites, figures, stacks);
    const ordered = [...sites.values()].toSorted((a, b) => b.holdMs - a.holdMs || b.count - a.count);
    const holders = await Promise.all(
      figures.holders.map(async ({ frames, heldMs, ...holder }) => ({
        ...holder,
        heldMs,
        takenAt: at - heldMs,
        stack: await stacks(frames),
      })),
    );
    const history = before?.history ?? { at: [], busy: [], waiting: [], held: [] };
    const { statements: told = [], ...rest } = figures;
    const statements = await Promise.all(told.map((one) => liveStatement(one, stacks)));
    const pool: LivePool = {
      ...rest,
      statements: statements.flatMap((one) => one ?? []),
      holders,
      sites: ordered,
      place: ordered[0]?.place ?? null,
      history,
    };
    remember(history, at, pool);
    pools.set(figures.poolId, { history, sites, absent: 0, pool });
  };

  return {
    put: async (at, figures) => {
      const told = new Set(figures.map(({ poolId }) => poolId));
      for (const [poolId, kept] of pools) {
        kept.absent = told.has(poolId) ? 0 : kept.absent + 1;
        if (kept.absent > absentMax) pools.delete(poolId);
      }
      for (const one of figures) await taken(at, one);
      return [...pools.values()].filter(({ absent }) => absent === 0).map(({ pool }) => pool);
    },
    list: (sinceAt) =>
      [...pools.values()].map(({ pool }) => {
        const { history } = pool;
        const start = history.at.findIndex((at) => at >= sinceAt);
        const from = start < 0 ? history.at.length : start;
        const since = <Value>(column: readonly Value[]) => column.slice(from);
        return {
          ...pool,
          history: {
            at: since(history.at),
            busy: since(history.busy),
            waiting: since(history.waiting),
            held: since(history.held),
          },
        };
      }),
  };
}
