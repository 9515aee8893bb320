import { neverScanned, hasCountedLongEnough } from '../../analysis/review/rules/unusedIndex.ts';
import type { ReviewedPool, ServerFacts } from '../../analysis/review/serverFacts.ts';
import { serverRules } from '../../analysis/review/serverRules.ts';
import { spanText } from '../../format/figures.ts';
import type { Problem } from '../../protocol/heapRows.ts';
import type { ServerReview } from '../../protocol/reviews.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { connected } from '../advice/advise.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { Findings } from '../findings/findings.ts';
import { isLoopback } from '../load/loadHandlers.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { reviewFindings } from './reviewFindings.ts';
import { reviewedServer } from './reviewedServer.ts';

const dayMs = 24 * 3_600_000;

/** A look at the connected server as a whole. */
export type ReviewPart = { readonly handlers: Handlers<'database/review'> };

export type ReviewPartOptions = {
  readonly access: DatabaseAccess;
  readonly findings: Pick<Findings, 'put' | 'list'>;
  /** Pools of watched programs, with the server that they are of: `agents on 127.0.0.1:5432`. */
  readonly pools: () => readonly ReviewedPool[];
  readonly clock: () => EpochMs;
};

/** True for a pool of the server that is connected: the same port, and the same host or both this machine. */
function isOfServer({ label }: ReviewedPool, access: DatabaseAccess): boolean {
  const { host = 'localhost', port = 5432 } = access.address().config;
  const [, poolHost = '', poolPort = ''] = /(\S+):(\d+)$/.exec(label) ?? [];
  return Number(poolPort) === Number(port) && (poolHost === host || (isLoopback(poolHost) && isLoopback(host)));
}

/** What can only be said of unused indexes after a while. */
function notYetCounted(facts: ServerFacts): readonly Problem[] {
  if (hasCountedLongEnough(facts)) return [];
  const names = neverScanned(facts).map(({ name }) => name);
  if (names.length === 0) return [];
  const listed = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
  return [
    {
      where: 'unused indexes',
      what: `${listed}: not used so far, but the server counts only for ${spanText(facts.now - facts.countedSince)}; they are called unused after ${facts.countedMsMin / dayMs} days`,
    },
  ];
}

export function reviewPart({ access, findings, pools, clock }: ReviewPartOptions): ReviewPart {
  const rules = new Set(serverRules.map(({ name }) => name));
  return {
    handlers: {
      'database/review': async ({ folder, countedDays }, { signal }): Promise<ServerReview> => {
        const { label: database, version } = connected(access);
        const { facts, problems } = await reviewedServer({
          access,
          pools: pools().filter((pool) => isOfServer(pool, access)),
          countedMsMin: countedDays * dayMs,
          signal,
        });
        const foundAt = clock();
        const found = await reviewFindings(facts, { database, folder, foundAt });
        // What could not be looked at is not gone.
        const isWhole = problems.length === 0;
        findings.put(
          found,
          isWhole
            ? {
                isOf: (one) => one.database === database && rules.has(one.rule),
                reason: 'no longer seen on the server',
              }
            : undefined,
        );
        const ids = new Set(found.map(({ findingId }) => findingId));
        return {
          database,
          version,
          reviewedAt: foundAt,
          countedSince: facts.countedSince,
          tables: facts.tables.length,
          indexes: facts.indexes.length,
          sessions: facts.connections.reduce((sum, { count }) => sum + count, 0),
          findings: findings.list().filter(({ findingId, state }) => ids.has(findingId) && state !== 'dismissed'),
          problems: [...problems, ...notYetCounted(facts)],
        };
      },
    },
  };
}
