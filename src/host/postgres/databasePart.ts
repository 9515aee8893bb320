import { Failure } from '../../protocol/failures.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Database } from '../../protocol/plans.ts';
import type { Broadcast, Handlers } from '../channel/handlers.ts';
import type { DatabaseAccess } from './database.ts';
import { databaseCandidates, embeddedCandidateId, type FoundDatabase } from './databaseCandidates.ts';
import type { EmbeddedServer } from './embeddedServer.ts';
import { openConnection, type Connection } from './openConnection.ts';
import { serverAddressOf, type ServerAddress } from './serverAddress.ts';

/** The server that plans are asked of, and our connections to it. */
export type DatabasePart = {
  readonly handlers: Handlers<'database/current' | 'database/candidates' | 'database/connect' | 'database/disconnect'>;
  readonly database: DatabaseAccess;
  readonly close: () => Promise<void>;
};

export type DatabasePartOptions = {
  readonly embedded: () => Promise<EmbeddedServer>;
  readonly broadcast: Broadcast;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => EpochMs;
};

type Connected = { readonly database: Database; readonly address: ServerAddress; readonly connection: Connection };
type Choice = { readonly source: string; readonly address: ServerAddress; readonly server: EmbeddedServer | null };

/** Throws the Failure `databaseRemote` for a server that is not of this machine, unless that is allowed. */
function checkPlace({ address, source }: Choice, allowRemote: boolean): void {
  if (address.isLoopback || allowRemote) return;
  const { label, productionReason: reason } = address;
  const looks = reason === undefined ? '' : `, and it looks like production: ${reason}`;
  throw new Failure('databaseRemote', `${label} (${source}) is not on this machine${looks}`);
}

export function databasePart({ embedded, broadcast, environment, now }: DatabasePartOptions): DatabasePart {
  let connected: Connected | null = null;
  let found: readonly FoundDatabase[] = [];

  const replaceBy = async (next: Connected | null) => {
    const before = connected;
    connected = next;
    broadcast('database/changed', { database: next?.database ?? null });
    await before?.connection.close();
  };

  const chosen = async (candidateId: string | null, url: string | null): Promise<Choice> => {
    if (url !== null) return { source: 'an address', address: serverAddressOf(url), server: null };
    if (candidateId === null || candidateId === embeddedCandidateId) {
      const server = await embedded();
      return { source: 'the PostgreSQL that comes with Pitstop', address: serverAddressOf(server.url), server };
    }
    const one = found.find(({ candidate }) => candidate.candidateId === candidateId);
    if (one === undefined || one.address === null)
      throw new Failure('badRequest', `there is no database candidate '${candidateId}' any more; ask for them again`);
    return { source: one.candidate.source, address: one.address, server: null };
  };

  const connect = async (choice: Choice, allowRemote: boolean): Promise<Database> => {
    checkPlace(choice, allowRemote);
    const { address, source, server } = choice;
    const connection = await openConnection(address, () => performance.now());
    const { version, productionReason: told } = connection.facts;
    const reason = server === null ? (address.productionReason ?? told) : undefined;
    const database: Database = {
      label: address.label,
      source,
      version,
      isLoopback: address.isLoopback,
      isEmbedded: server !== null,
      ...(reason === undefined ? {} : { productionReason: reason }),
      mayRun: allowRemote || reason === undefined,
      connectedAt: now(),
    };
    const mine: Connected = { database, address, connection };
    await replaceBy(mine);
    void server?.ended.then(() => (connected === mine ? replaceBy(null) : undefined));
    return database;
  };

  const inUse = (): Connected => {
    if (connected === null) throw new Failure('databaseNone', 'no database is connected');
    return connected;
  };

  return {
    handlers: {
      'database/current': () => connected?.database ?? null,
      'database/candidates': ({ folder, setting }) => {
        found = databaseCandidates({ folder, setting, environment });
        return found.map(({ candidate }) => candidate);
      },
      'database/connect': async ({ candidateId, url, allowRemote }) =>
        connect(await chosen(candidateId, url), allowRemote),
      'database/disconnect': async () => {
        await replaceBy(null);
        return {};
      },
    },
    database: {
      current: () => connected?.database ?? null,
      address: () => inUse().address,
      withClient: async (work, control) => inUse().connection.withClient(work, control),
      ask: async (sql, values, control) => inUse().connection.ask(sql, values, control),
      pools: () => connected?.connection.pools() ?? [],
    },
    close: async () => {
      const before = connected;
      connected = null;
      await before?.connection.close();
    },
  };
}
