import { expect, test } from 'vitest';
import { migrationFiles } from '../../../src/analysis/advice/migration.ts';

const at = new Date('2026-03-04T05:06:07Z');
const migration = { name: 'messages_idx', up: 'CREATE INDEX …;', down: 'DROP INDEX …;' };
const names = (entries: readonly string[], newestText: string | null = null) =>
  migrationFiles({ names: entries, newestText }, migration, at).map(({ name }) => name);
const text = (newestText: string | null) =>
  migrationFiles({ names: ['001_a.sql'], newestText }, migration, at)[0]?.text ?? '';

test('the first migration is named by its moment', () => {
  expect(names([])).toEqual(['20260304050607_messages_idx.sql']);
});

test('the next one is numbered as those that are there', () => {
  expect(names(['0001_init.sql', '0002_more.sql', 'meta'])).toEqual(['0003_messages_idx.sql']);
  expect(names(['9-init.sql', '10-more.sql'])).toEqual(['11-messages_idx.sql']);
  expect(names(['V1__init.sql', 'V2__more.sql'])).toEqual(['V3__messages_idx.sql']);
});

test('moments are written as the others are', () => {
  expect(names(['20240101120000_init.sql'])).toEqual(['20260304050607_messages_idx.sql']);
  expect(names(['1700000000000_init.sql'])).toEqual([`${at.getTime()}_messages_idx.sql`]);
});

test('pairs stay pairs, and folders stay folders', () => {
  expect(names(['000001_init.down.sql', '000001_init.up.sql'])).toEqual([
    '000002_messages_idx.up.sql',
    '000002_messages_idx.down.sql',
  ]);
  expect(names(['20240101120000_init', 'migration_lock.toml'])).toEqual(['20260304050607_messages_idx/migration.sql']);
});

test('marks of tools are kept, with the one that says that no transaction is wanted', () => {
  expect(text('-- +goose Up\ncreate table a ();')).toBe(
    '-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX …;\n\n-- +goose Down\nDROP INDEX …;\n',
  );
  expect(text('-- migrate:up\n')).toContain('-- migrate:down transaction:false\nDROP INDEX …;');
  expect(text('-- Up Migration\n')).toContain('-- Down Migration\nDROP INDEX …;');
});

test('a file that is run whole holds the undo in a comment only', () => {
  const plain = text('create table a ();');
  expect(plain).toBe('CREATE INDEX …;\n\n-- down\n-- DROP INDEX …;\n');
});
