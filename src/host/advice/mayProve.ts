import type { Database } from '../../protocol/plans.ts';

/** Why nothing is built on this server, with what to do instead; null where it may be. */
export function refusalToProve(database: Database): string | null {
  const instead = 'connect to a copy on this machine, or to the embedded server';
  if (!database.isLoopback)
    return `${database.label} is not on this machine, and building an index there would hold up its writes: ${instead}`;
  if (database.productionReason !== undefined)
    return `${database.label} looks like production (${database.productionReason}): ${instead}`;
  if (!database.mayRun) return `statements may not be run on ${database.label}: ${instead}`;
  return null;
}
