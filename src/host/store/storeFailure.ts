import Database from 'better-sqlite3';
import { Failure } from '../../protocol/failures.ts';

/** The Failure that an error of the store stands for, where it is the disk's doing and not ours. */
export function storeFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined;
  if (error.code.startsWith('SQLITE_FULL'))
    return new Failure('diskFull', 'the store cannot grow: its disk is full', error);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code))
    return new Failure('storeCorrupt', 'the store is damaged; it is set aside at the next start', error);
  return undefined;
}
