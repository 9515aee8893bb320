import { createHash } from 'node:crypto';
import type { LiveFacts, PoolsAt } from '../../analysis/live/liveFacts.ts';
import type { LiveRule, LiveSign } from '../../analysis/live/liveRule.ts';
import { liveRules } from '../../analysis/live/liveRules.ts';
import { nextSigns, type Standings } from '../../analysis/live/liveSigns.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { LivePool } from '../../protocol/livePools.ts';
import type { MetricId } from '../../protocol/metrics.ts';
import type { Stall } from '../../protocol/stalls.ts';
import type { Target } from '../../protocol/targets.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Findings } from '../findings/findings.ts';
import { openDescriptors } from '../hunt/openDescriptors.ts';
import type { Targets } from '../session/targets.ts';
import { containerMemory } from './containerMemory.ts';

const metrics: readonly MetricId[] = [
  'heapUsed',
  'heapLimit',
  'rss',
  'loopDelayP99',
  'loopUtilisation',
  'gcShare',
  'allocationRate',
  'cpuShare',
  'activeResources',
];
const seriesMs = 90_000;
/** How long after a disturbance of ours nothing is looked for: as far as most rules look back. */
const settleMs = 15_000;
const readingsMax = 60;
/** Descriptors and limits are read this seldom: a program may have thousands open. */
const slowEveryMs = 3_000;
const descriptorsMax = 60;
/** What stands is told anew this often, with the figures of the moment. */
const refreshMs = 15_000;

/** Looks at one program once a second, and keeps the findings about it. */
export type TargetWatch = {
  /** A reading of its pools has come: the moment to look at everything. */
  readonly look: (at: EpochMs, pools: readonly LivePool[]) => Promise<void>;
};

function findingOf(target: Target, rule: LiveRule, sign: LiveSign, foundAt: EpochMs): Finding {
  const key = [rule.name, target.name, sign.subject].join('\n');
  const { subject: _subject, placeReason, advice, ...rest } = sign;
  return {
    findingId: createHash('sha256').update(key).digest('hex').slice(0, 16),
    rule: rule.name,
    ...rest,
    ...(sign.place === null ? { placeReason } : {}),
    ...(advice === null ? {} : { advice }),
    state: 'new',
    foundAt,
    targetId: target.targetId,
    program: target.name,
  };
}

/** The facts that are read from the system itself, now and then. */
function slowFacts(pid: number, threadId: number) {
  let descriptors: LiveFacts['descriptors'] = [];
  let memoryLimit: LiveFacts['memoryLimit'] = null;
  let readAt = -Infinity;
  return async (now: EpochMs) => {
    // A thread shares the descriptors and the limits of its process, which has a watch of its own.
    if (threadId === 0 && now - readAt >= slowEveryMs) {
      readAt = now;
      const open = await openDescriptors(pid);
      if (open !== null) descriptors = [...descriptors, { at: now, count: open.total }].slice(-descriptorsMax);
      memoryLimit = (await containerMemory(pid))?.limit ?? null;
    }
    return { descriptors, memoryLimit };
  };
}

export function targetWatch(
  target: Target,
  {
    targets,
    findings,
    stalls,
    isDisturbed,
  }: {
    readonly targets: Pick<Targets, 'series'>;
    readonly findings: Pick<Findings, 'put'>;
    readonly stalls: () => readonly Stall[];
    /** True while we ourselves make a program stand still or change its pools, as a hunt or a tuning does. */
    readonly isDisturbed: () => boolean;
  },
): TargetWatch {
  const slow = slowFacts(target.pid, target.threadId);
  const told = new Map<string, EpochMs>();
  let readings: readonly PoolsAt[] = [];
  let standings: Standings = new Map();
  let quietSince = target.watchedSince;
  let disturbedAt = -Infinity;

  const factsAt = async (now: EpochMs): Promise<LiveFacts> => {
    const columns = targets.series(target.targetId, now - seriesMs, now, seriesMs / 100, metrics);
    const samples = Object.fromEntries(columns.map(({ name, values }) => [name, values]));
    return {
      now,
      watchedSince: quietSince,
      // The first column of a series is always `at`.
      samples: { ...samples, at: samples['at'] ?? new Float64Array() },
      readings,
      ...(await slow(now)),
      stalls: stalls(),
    };
  };

  return {
    look: async (at, pools) => {
      if (isDisturbed()) {
        disturbedAt = at;
        quietSince = at;
        readings = [];
      }
      // What we did ourselves is still in the figures for a while: nothing is found in them, and nothing ended.
      if (at - disturbedAt < settleMs) return;
      // Their history is kept beside them; here it would be kept sixty times.
      const lean = pools.map((pool) => ({ ...pool, history: { at: [], busy: [], waiting: [], held: [] } }));
      readings = [...readings, { at, pools: lean }].slice(-readingsMax);
      const changes = nextSigns(standings, liveRules, await factsAt(at));
      standings = changes.standings;
      const seen = changes.standing.map(({ rule, sign }) => findingOf(target, rule, sign, at));
      const due = seen.filter(({ findingId }) => at - (told.get(findingId) ?? -Infinity) >= refreshMs);
      if (due.length > 0) findings.put(due);
      for (const { findingId } of due) told.set(findingId, at);
      for (const { rule, sign } of changes.cleared) {
        const { findingId } = findingOf(target, rule, sign, at);
        told.delete(findingId);
        findings.put([], {
          isOf: (one) => one.findingId === findingId,
          reason: 'no longer seen in the running program',
        });
      }
    },
  };
}
