import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { migrations } from '../../../src/host/store/migrations.ts';

/** A released step is never edited: stores out there have seen it as it was. */
const released = ['0b106816', '9a44e83f'];

test('released steps are as they were', () => {
  const hashes = migrations.map((step) => createHash('sha256').update(step).digest('hex').slice(0, 8));
  expect(hashes).toEqual(released);
});

test('findings of the first format are kept', () => {
  const database = new Database(':memory:');
  database.exec(migrations[0] ?? '');
  database.prepare("insert into findings values ('f', 'heap-growth', 'new', 7, '{}')").run();
  for (const step of migrations.slice(1)) database.exec(step);
  expect(database.prepare('select * from documents').all()).toEqual([{ kind: 'finding', id: 'f', at: 7, body: '{}' }]);
  database.close();
});

test('the steps run one after the other on an empty database', () => {
  const database = new Database(':memory:');
  for (const step of migrations) database.exec(step);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
});
