import { Client } from 'pg';
import { limits } from '../../protocol/limits.ts';
import { connectFailure, goneFailure } from './databaseFailure.ts';
import type { ServerAddress } from './serverAddress.ts';

/** A connection of its own, for one analysis. */
export type DedicatedClient = {
  readonly client: Client;
  /** `server_version_num`: 180004 for 18.4. */
  readonly versionNumber: number;
  readonly backendPid: number;
};

/** The name under which the server's lists show us. */
export const applicationName = 'pitstop';

const aboutSql = `select pg_backend_pid() as pid, current_setting('server_version_num')::int as version`;
/** Servers from 14 on look now and then whether the client is still there, so that nothing runs on for nobody. */
const checkedSql = `${aboutSql}, case when current_setting('server_version_num')::int >= 140000
  then set_config('client_connection_check_interval', '500ms', false) end as checked`;

function newClient({ config }: ServerAddress, connectMs: number): Client {
  const client = new Client({ ...config, connectionTimeoutMillis: connectMs, application_name: applicationName });
  // A lost connection reaches the statement that runs, or the next one; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
}

/** Closes the connection politely, and in any case soon. */
async function destroy(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const cut = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      client.connection.stream.destroy();
      resolve();
    }, limits.databaseCancelMs.value);
  });
  await Promise.race([client.end().catch(() => undefined), cut]);
  clearTimeout(timer);
}

async function cancelBackend(address: ServerAddress, backendPid: number): Promise<void> {
  const second = newClient(address, limits.databaseCancelMs.value);
  try {
    await second.connect();
    await second.query('select pg_cancel_backend($1)', [backendPid]);
  } catch {
    // The server does not answer: cutting the connection is what is left.
  } finally {
    await destroy(second);
  }
}

async function opened(client: Client): Promise<DedicatedClient> {
  await client.connect();
  type About = { pid: number; version: number };
  // Not every platform can look; without it a statement ends by its time limit.
  const { rows } = await client.query<About>(checkedSql).catch(() => client.query<About>(aboutSql));
  const { pid, version } = rows[0] ?? { pid: 0, version: 0 };
  return { client, versionNumber: version, backendPid: pid };
}

/**
 * Does work on a connection of its own that is destroyed afterwards, whatever was set or locked on it. When the signal
 * is aborted the server is asked to end the running statement, and the connection is cut where it does not. Rejects
 * with the Failures `databaseRefused` and `databaseGone`, the signal's reason, or what the work threw.
 */
export async function withDedicatedClient<Value>(
  address: ServerAddress,
  work: (dedicated: DedicatedClient) => Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  signal?.throwIfAborted();
  const client = newClient(address, limits.databaseConnectMs.value);
  const cut = () => client.connection.stream.destroy();
  let onAbort: () => void = cut;
  const abort = () => onAbort();
  signal?.addEventListener('abort', abort, { once: true });
  let cutting: NodeJS.Timeout | undefined;
  let cancelling: Promise<void> | undefined;
  try {
    const dedicated = await opened(client).catch((error: unknown) => {
      throw connectFailure(error, address);
    });
    onAbort = () => {
      cancelling = cancelBackend(address, dedicated.backendPid);
      cutting = setTimeout(cut, limits.databaseCancelMs.value);
    };
    signal?.throwIfAborted();
    return await work(dedicated);
  } catch (error) {
    signal?.throwIfAborted();
    throw goneFailure(error, address) ?? error;
  } finally {
    signal?.removeEventListener('abort', abort);
    clearTimeout(cutting);
    await destroy(client);
    await cancelling;
  }
}
