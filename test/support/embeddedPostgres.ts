import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { startEmbeddedServer, type EmbeddedServer } from '../../src/host/postgres/embeddedServer.ts';

/** A real server for the tests of a file: started before them, stopped after them. */
export type EmbeddedPostgres = {
  readonly server: () => EmbeddedServer;
  /** Runs statements as the owner of everything. */
  readonly run: (sql: string) => Promise<readonly Record<string, unknown>[]>;
};

/** Starts a server for this test file, with tables that `sql` makes. */
export function embeddedPostgres(sql: string): EmbeddedPostgres {
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-'));
  // Open to the server's user, also where the tests run as root.
  chmodSync(dataFolder, 0o711);
  let running: EmbeddedServer | undefined;
  const server = () => {
    if (running === undefined) throw new Error('the server is not started');
    return running;
  };
  const run = async (statements: string) => {
    const client = new Client({ connectionString: server().url });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(statements);
      return rows;
    } finally {
      await client.end();
    }
  };
  beforeAll(async () => {
    const programFolder = path.resolve(import.meta.dirname, '..', '..', 'dist');
    running = await startEmbeddedServer({ chosenFolder: null, dataFolder, programFolder, isTemporary: true });
    if (sql !== '') await run(sql);
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  return { server, run };
}
