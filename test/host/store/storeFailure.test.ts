import Database from 'better-sqlite3';
import path from 'node:path';
import { expect, test } from 'vitest';
import { storeFailure } from '../../../src/host/store/storeFailure.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('a full disk is a failure of the disk, and a mistake of ours stays one', () => {
  const database = new Database(path.join(temporaryFolder(), 'small.sqlite'));
  database.pragma('max_page_count = 2');
  database.exec('create table t (value)');
  const fill = () => {
    for (;;) database.prepare('insert into t values (?)').run('x'.repeat(1000));
  };
  try {
    fill();
    expect.unreachable();
  } catch (error) {
    expect(storeFailure(error)).toMatchObject({ code: 'diskFull' });
  }
  database.close();
  expect(storeFailure(new Database.SqliteError('damaged', 'SQLITE_CORRUPT_INDEX'))).toMatchObject({
    code: 'storeCorrupt',
  });
  expect(storeFailure(new Database.SqliteError('no such table', 'SQLITE_ERROR'))).toBeUndefined();
  expect(storeFailure(new TypeError('SQLITE_FULL'))).toBeUndefined();
});
