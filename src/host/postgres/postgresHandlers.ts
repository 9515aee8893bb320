import { Failure } from '../../protocol/failures.ts';
import type { Handlers } from '../channel/handlers.ts';
import { isProcessAlive } from '../life/isProcessAlive.ts';
import { startEmbeddedServer, type EmbeddedServer, type EmbeddedServerOptions } from './embeddedServer.ts';

/** The host's PostgreSQL: started at the first wish for it, and the same one after that. */
export type EmbeddedPostgres = {
  readonly handlers: Handlers<'postgres/startEmbedded'>;
  /** The server that runs, or is started now. Rejects with the Failure `postgresFailed`. */
  readonly server: () => Promise<EmbeddedServer>;
  /** Ends the server, where there is one. */
  readonly close: () => Promise<void>;
};

export function postgresHandlers(options: EmbeddedServerOptions): EmbeddedPostgres {
  let running: Promise<EmbeddedServer> | undefined;
  let isClosed = false;

  const start = (): Promise<EmbeddedServer> => {
    if (isClosed) return Promise.reject(new Failure('postgresFailed', 'the host is ending'));
    const started = startEmbeddedServer(options);
    running = started;
    const forget = () => {
      if (running === started) running = undefined;
    };
    started.then((server) => server.ended.then(forget), forget);
    return started;
  };

  /** The server that runs; one that was killed, which may not have been noticed yet, is replaced. */
  const current = async (): Promise<EmbeddedServer> => {
    const server = await running;
    if (server !== undefined && isProcessAlive(server.pid)) return server;
    await server?.ended;
    return running ?? start();
  };

  return {
    server: current,
    handlers: {
      'postgres/startEmbedded': async () => {
        const server = await current();
        return { url: server.url, pid: server.pid, dataBytes: await server.dataBytes() };
      },
    },
    close: async () => {
      isClosed = true;
      const server = await running?.catch(() => undefined);
      await server?.stop();
    },
  };
}
