import type { Count } from '../../protocol/units.ts';
import { figuresBySize, isBeyond, type PoolKnee } from './poolKnee.ts';
import type { PoolReading } from './poolReading.ts';

/** Below this share of the hold, the program waits with the client in hand more than the database works for it. */
const idleInHandBelow = 0.5;
/** A hold that grew by so much beyond the knee is a queue behind the pool. */
const holdGrowth = 1.4;

const milliseconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const clients = (count: Count) => (count === 1 ? '1 client' : `${count} clients`);

function meanHold(readings: readonly PoolReading[]): number | null {
  const held = readings.flatMap(({ hold }) => (hold === null ? [] : [hold.mean]));
  return held.length === 0 ? null : held.reduce((sum, value) => sum + value, 0) / held.length;
}

/** The time a client is in hand, and what of it the database works; null where it is not far apart. */
function idleInHand(readings: readonly PoolReading[], where: string | null): string | null {
  const shares = readings.flatMap(({ queryShare, hold }) =>
    queryShare === null || hold === null ? [] : [{ queryShare, hold }],
  );
  const [first] = shares;
  if (first === undefined || first.queryShare >= idleInHandBelow) return null;
  const { hold, queryShare } = first;
  const at = where === null ? '' : `, at ${where}`;
  return `The program holds a client for ${milliseconds(hold.mean)}, of which statements run ${milliseconds(hold.mean * queryShare)}: the rest it waits with the client in hand${at}.`;
}

/**
 * What limits the work, in a sentence or two: the database, the pool, the program that waits with a client in hand, or
 * the load itself. `where` names the line that holds clients the longest.
 */
export function poolLimit(readings: readonly PoolReading[], { knee }: PoolKnee, where: string | null): string {
  const rows = figuresBySize(readings);
  const [smallest] = rows;
  const largest = rows.at(-1);
  if (smallest === undefined || largest === undefined) return 'Nothing was completed, so nothing can be said.';
  const waiting = idleInHand(smallest.readings, where);
  const parts = waiting === null ? [] : [waiting];
  if (isBeyond(readings)) {
    return [
      ...parts,
      `The pool limits: more work was done with each larger size up to ${largest.size}, the largest tried.`,
    ].join(' ');
  }
  const holdSmall = meanHold(smallest.readings);
  const holdLarge = meanHold(largest.readings);
  const busyMost = Math.max(...largest.readings.map(({ busyMax }) => busyMax));
  if (busyMost < largest.size) {
    parts.push(`The load asks for no more than ${clients(busyMost)} at once.`);
  } else if (holdSmall !== null && holdLarge !== null && holdLarge > holdGrowth * holdSmall) {
    parts.push(
      `Beyond ${knee ?? largest.size} the database, or the cores it shares with the program, limits: a client is held for ${milliseconds(holdLarge)} at ${largest.size} instead of ${milliseconds(holdSmall)} at ${smallest.size}, and no more work is done.`,
    );
  } else {
    parts.push(
      `Beyond ${knee ?? largest.size} no more work is done, though clients are held no longer: something else limits.`,
    );
  }
  return parts.join(' ');
}
