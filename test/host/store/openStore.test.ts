import Database from 'better-sqlite3';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../../src/host/store/migrations.ts';
import { openStore } from '../../../src/host/store/openStore.ts';
import type { Store } from '../../../src/host/store/store.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const now = new Date('2026-01-02T03:04:05.678Z');

function opened(file: string): Store {
  const store = openStore(file, now);
  onTestFinished(() => {
    if (store.database.open) store.close();
  });
  return store;
}

const insertFinding = (store: Store, id: string) =>
  store.database.prepare('insert into documents (kind, id, at, body) values (?, ?, ?, ?)').run('finding', id, 1, '{}');
const findingIds = (store: Store) => store.database.prepare('select id from documents').pluck().all();

describe('the store', () => {
  test('a new one has the newest format, WAL, and gives back its pages', () => {
    const { database, notice } = opened(path.join(temporaryFolder(), 'store.sqlite'));
    expect(notice).toBeUndefined();
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('auto_vacuum', { simple: true })).toBe(2);
    const tables = database.prepare("select name from sqlite_schema where type = 'table' order by name").pluck().all();
    expect(tables).toEqual(['captures', 'documents', 'series']);
  });

  test('what was kept is there again', () => {
    const file = path.join(temporaryFolder(), 'store.sqlite');
    const store = opened(file);
    insertFinding(store, 'f');
    store.close();
    expect(findingIds(opened(file))).toEqual(['f']);
  });

  test('two windows read and write one store', () => {
    const file = path.join(temporaryFolder(), 'store.sqlite');
    const [one, other] = [opened(file), opened(file)];
    insertFinding(one, 'a');
    insertFinding(other, 'b');
    expect(findingIds(one)).toEqual(['a', 'b']);
    expect(findingIds(other)).toEqual(['a', 'b']);
  });

  test('one from a newer version stays as it is, and this session keeps nothing', () => {
    const file = path.join(temporaryFolder(), 'store.sqlite');
    const newer = new Database(file);
    newer.exec('create table of_the_future (id)');
    newer.pragma('user_version = 99');
    newer.close();
    const before = readFileSync(file);
    const store = opened(file);
    expect(store.notice).toContain('format 99');
    expect(store.notice).toContain('Update Pitstop');
    insertFinding(store, 'f');
    store.close();
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(path.dirname(file))).toEqual(['store.sqlite']);
  });

  test.each([
    ['no database at all', (file: string) => writeFileSync(file, 'not a database, '.repeat(1000))],
    [
      'cut in the middle',
      (file: string) => {
        const store = opened(file);
        for (let index = 0; index < 2000; index += 1) insertFinding(store, `finding ${index}`);
        store.close();
        truncateSync(file, 20_000);
      },
    ],
    [
      'overwritten in the middle',
      (file: string) => {
        const store = opened(file);
        for (let index = 0; index < 2000; index += 1) insertFinding(store, `finding ${index}`);
        store.close();
        const bytes = readFileSync(file);
        bytes.fill(0xa5, 8192, 65_536);
        writeFileSync(file, bytes);
      },
    ],
  ])('one that is %s is set aside, and a new one begun', (_name, damage) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'store.sqlite');
    damage(file);
    const damaged = readFileSync(file);
    const store = opened(file);
    expect(store.notice).toContain('store.sqlite.corrupt-2026-01-02T03-04-05-678Z');
    insertFinding(store, 'f');
    expect(findingIds(store)).toEqual(['f']);
    expect(readFileSync(path.join(folder, 'store.sqlite.corrupt-2026-01-02T03-04-05-678Z'))).toEqual(damaged);
  });

  test('where no file can be made, the session goes on in memory and says why', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    const store = opened(path.join(folder, 'file', 'store.sqlite'));
    expect(store.notice).toContain('cannot be opened');
    insertFinding(store, 'f');
    expect(findingIds(store)).toEqual(['f']);
  });
});
