import type { LivePool } from '../../protocol/livePools.ts';
import type { Evidence } from '../../protocol/findings.ts';
import { median, readingsOf, type LiveFacts } from './liveFacts.ts';

const lengthMs = 12_000;
const usesMin = 20;

/** How an origin was connected to over the last seconds. */
export type Connecting = {
  readonly uses: number;
  /** Connections opened for each request. */
  readonly openedShare: number;
  /** Other agents for each request. */
  readonly agentShare: number;
  readonly evidence: readonly Evidence[];
};

/** Null where there were too few requests to say anything, or most of them failed. */
export function connecting(facts: LiveFacts, pool: LivePool): Connecting | null {
  const readings = readingsOf(facts, pool.poolId, lengthMs);
  const sum = (of: (reading: LivePool) => number) => readings.reduce((total, reading) => total + of(reading), 0);
  const uses = sum((reading) => reading.uses);
  const opened = sum((reading) => reading.opened);
  const seconds = sum((reading) => reading.seconds);
  if (uses < usesMin || sum((reading) => reading.failures) > uses / 2) return null;
  const hold = median(readings.flatMap((reading) => reading.hold?.p50 ?? []));
  return {
    uses,
    openedShare: opened / uses,
    agentShare: sum((reading) => reading.agents ?? 0) / uses,
    evidence: [
      { name: 'requests', value: uses / seconds, unit: 'perSecond' },
      { name: 'connections opened', value: opened / seconds, unit: 'perSecond' },
      { name: 'connections for each request', value: opened / uses, unit: 'ratio' },
      ...(Number.isNaN(hold) ? [] : [{ name: 'time of a request (p50)', value: hold, unit: 'ms' } as const]),
    ],
  };
}

/** From here on nearly every request has a connection of its own. */
export const perRequestShare = 0.8;
