import type { SpawnSite } from '../../../protocol/ledger.ts';
import type { LedgerRule, Trouble } from '../ledgerRule.ts';

/** Fewer starts within a minute are no habit. */
const startsMin = 5;
/** What lives longer is worth its start. */
const lifeMsMax = 30_000;
/** A start this short is not worth keeping a process for. */
const startMsMin = 5;
/** Programs that are made to be started for one answer. */
const oneShot = /^(git|rg|grep|find|ls|cat|ps|ss|lsof|which|sh|bash|ffmpeg|curl|tar|gzip|uname|getconf)$/;

function isHabit({ name, startedCount, runningCount, lifeMs, startMs }: SpawnSite): boolean {
  if (startedCount < startsMin || lifeMs === null || lifeMs > lifeMsMax || oneShot.test(name)) return false;
  // Most have ended: a pool that is being filled starts many too.
  return runningCount < startedCount / 2 && (startMs ?? lifeMs) >= startMsMin;
}

function troubleOf({ name, kind, place, perSecond, startedCount, lifeMs, startMs, targetId }: SpawnSite): Trouble {
  const what = kind === 'thread' ? 'A worker thread' : name;
  const untilOutput =
    startMs === null ? [] : [{ name: 'from start to first output', value: startMs, unit: 'ms', per: 'start' } as const];
  return {
    key: `${name}\n${place?.file ?? ''}\n${place?.symbol ?? place?.line ?? ''}`,
    title: `${what} is started anew each time: ${startedCount} times in the last minute`,
    severity: 'warning',
    place,
    ...(place === null ? { placeReason: 'It is started by code of which the source is not known.' } : {}),
    evidence: [
      { name: 'starts', value: perSecond, unit: 'perSecond' },
      ...untilOutput,
      ...(lifeMs === null ? [] : [{ name: 'life', value: lifeMs, unit: 'ms', per: 'start' } as const]),
    ],
    saving: startMs === null ? null : { name: 'start saved', value: startMs, unit: 'ms', per: 'start' },
    confidence: startMs === null ? 'possible' : 'likely',
    disprovedBy: 'The same work with one that is kept, which takes no less time for each piece of it.',
    targetId,
    advice: {
      text: 'Start it once, keep it, and send it one request after another.',
      changes: [],
      effort: 'line',
      costs: [],
      risks: [
        'What one request leaves behind in it is there for the next one.',
        'It holds its memory between requests.',
      ],
    },
  };
}

/** The same process, or a thread, started again and again for a short life. */
export const spawnPerTurn: LedgerRule = {
  name: 'spawn-per-turn',
  purpose: 'A process or thread that is started again and again from one line, and lives for a short time.',
  look: ({ spawns }) => spawns.filter(isHabit).map(troubleOf),
};
