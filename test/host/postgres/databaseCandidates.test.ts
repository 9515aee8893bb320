import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { databaseCandidates } from '../../../src/host/postgres/databaseCandidates.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const candidatesOf = (from: Partial<Parameters<typeof databaseCandidates>[0]>) =>
  databaseCandidates({ setting: null, environment: {}, folder: null, ...from }).map(({ candidate }) => candidate);

describe('candidates', () => {
  test('are our own server where nothing else is named', () => {
    expect(candidatesOf({})).toEqual([
      expect.objectContaining({ candidateId: 'embedded', label: 'embedded server', isLoopback: true }),
    ]);
  });

  test('come in order: setting, environment, files, our own; each server once, no password anywhere', () => {
    const folder = temporaryFolder();
    writeFileSync(
      path.join(folder, '.env'),
      '# settings\nOTHER=1\nexport DATABASE_URL="postgres://app:hidden4@localhost:5432/shop"\nREPORTS=postgres://r:hidden5@db.internal/reports\n',
    );
    writeFileSync(path.join(folder, '.env.local'), 'POSTGRES_USER=me\nPOSTGRES_PASSWORD=hidden6\nPOSTGRES_DB=mine\n');
    const found = candidatesOf({
      setting: 'postgres://app:hidden1@localhost:5432/shop',
      environment: {
        DATABASE_URL: 'postgres://app:hidden2@localhost:5432/other',
        PGHOST: '127.0.0.1',
        PGUSER: 'pg',
        PGDATABASE: 'shop_prod',
        PGPASSWORD: 'hidden3',
        HOME: '/home/me',
      },
      folder,
    });
    expect(found.map(({ label, source }) => `${label} ← ${source}`)).toEqual([
      'app@localhost:5432/shop ← the setting',
      'app@localhost:5432/other ← the environment variable DATABASE_URL',
      'pg@127.0.0.1:5432/shop_prod ← the environment variable PGHOST',
      'me@localhost:5432/mine ← .env.local:1 POSTGRES_USER',
      'r@db.internal:5432/reports ← .env:4 REPORTS',
      'embedded server ← the PostgreSQL that comes with Pitstop',
    ]);
    expect(found[2]?.productionReason).toBe('its database is called shop_prod');
    expect(found[4]?.isLoopback).toBe(false);
    expect(JSON.stringify(found)).not.toContain('hidden');
  });

  test('leave out what is no address, and files that are too large', () => {
    const folder = temporaryFolder();
    const line = 'DATABASE_URL=postgres://u@localhost/d\n';
    writeFileSync(path.join(folder, '.env'), line.repeat(limits.environmentFileBytesMax.value / line.length + 1));
    const found = candidatesOf({
      folder,
      setting: 'postgres://u@[/d',
      environment: { DATABASE_URL: 'mysql://u@localhost/d', POSTGRES_PORT: '5432' },
    });
    expect(found.map(({ candidateId }) => candidateId)).toEqual(['embedded']);
  });
});
