import Database from 'better-sqlite3';
import { existsSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';
import { migrations } from './migrations.ts';
import type { Store } from './store.ts';

/** How long a write waits for another window's write before it fails. */
const busyTimeoutMs = 2_000;

/** A whole check reads the whole file: up to this size it is quick enough for each start. */
const wholeCheckBytesMax = 32 * 1024 * 1024;

class NewerStore extends Failure {
  constructor(file: string, version: number) {
    super('storeNewer', `the store ${file} is of format ${version}; this Pitstop knows ${migrations.length}`);
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/** Brings the schema to the newest step. Two windows may try at once: the one that waits finds nothing left to do. */
function migrate(database: Database.Database, file: string): void {
  database
    .transaction(() => {
      const version = Number(database.pragma('user_version', { simple: true }));
      if (version > migrations.length) throw new NewerStore(file, version);
      for (const step of migrations.slice(version)) database.exec(step);
      if (version < migrations.length) database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}

function openDatabase(file: string): Database.Database {
  const needsCheck = existsSync(file) && (statSync(file).size <= wholeCheckBytesMax || existsSync(`${file}-wal`));
  const database = new Database(file, { timeout: busyTimeoutMs });
  try {
    // Read before anything is written: a store from a newer version stays as it is.
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length) throw new NewerStore(file, version);
    if (needsCheck) {
      const found = database.pragma('quick_check(1)', { simple: true });
      if (found !== 'ok') throw new Database.SqliteError(String(found), 'SQLITE_CORRUPT');
    }
    database.pragma('auto_vacuum = incremental');
    database.pragma('journal_mode = wal');
    database.pragma('synchronous = normal');
    migrate(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Moves a damaged store and its companions aside, and gives the new name. */
function setAside(file: string, now: Date): string {
  const stamp = now.toISOString().replace(/[:.]/g, '-');
  for (const companion of ['-wal', '-shm', '']) {
    if (existsSync(file + companion)) renameSync(file + companion, `${file}.corrupt-${stamp}${companion}`);
  }
  return `${path.basename(file)}.corrupt-${stamp}`;
}

function storeOver(database: Database.Database, file: string, notice: string | undefined): Store {
  return { database, file, notice, close: () => database.close() };
}

/**
 * Opens the store at `file`, or makes it. A damaged one is set aside and a new one begun. Where the file is of a newer
 * version, or cannot be opened at all, it stays untouched and a store in memory serves this session; the notice says so.
 */
export function openStore(file: string, now: Date): Store {
  try {
    return storeOver(openDatabase(file), file, undefined);
  } catch (error) {
    if (isDamage(error)) {
      const aside = setAside(file, now);
      return storeOver(
        openDatabase(file),
        file,
        `The store was damaged. It was set aside as ${aside}, and a new one is in use. Captures are kept.`,
      );
    }
    const memory = new Database(':memory:');
    migrate(memory, ':memory:');
    const why =
      error instanceof Failure
        ? `${error.message}. ${error.next}`
        : `the store ${file} cannot be opened (${error instanceof Error ? error.message : String(error)})`;
    return storeOver(memory, file, `Nothing is kept after this session: ${why}`);
  }
}
