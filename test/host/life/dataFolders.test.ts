import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultDataFolder, openDataFolders, removeLeftFolders } from '../../../src/host/life/dataFolders.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

describe('data folders', () => {
  test('are made for the owner only, with the captures inside', () => {
    const data = path.join(temporaryFolder(), 'a', 'b');
    const folders = openDataFolders({ data, captures: null, postgres: null });
    expect(folders.captures).toBe(path.join(data, 'captures'));
    for (const folder of [data, folders.captures]) expect(statSync(folder).mode & 0o777).toBe(0o700);
    folders.close();
    expect(existsSync(data)).toBe(true);
  });

  test('captures go where the user chose', () => {
    const folder = temporaryFolder();
    const folders = openDataFolders({ data: folder, captures: path.join(folder, 'elsewhere'), postgres: null });
    expect(existsSync(folders.captures)).toBe(true);
    expect(existsSync(path.join(folder, 'captures'))).toBe(false);
  });

  test('temporary ones go with their host', () => {
    const folders = openDataFolders({ data: null, captures: null, postgres: null });
    writeFileSync(path.join(folders.captures, 'file'), '');
    expect(path.basename(folders.data)).toContain(`-${process.pid}-`);
    folders.close();
    expect(existsSync(folders.data)).toBe(false);
  });

  test('those of hosts that were killed are removed, and of no others', () => {
    const parent = temporaryFolder();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const kept = [`pitstop-run-${process.pid}-abc`, 'pitstop-run-x-abc', 'other'];
    for (const name of [...kept, `pitstop-run-${dead}-abc`]) mkdirSync(path.join(parent, name));
    removeLeftFolders(parent);
    expect(readdirSync(parent).toSorted()).toEqual(kept.toSorted());
  });

  test.skipIf(process.platform === 'win32')('the default is in the data home, one for each workspace', () => {
    const home = { XDG_DATA_HOME: '/data' };
    const one = defaultDataFolder('/projects/one', home);
    expect(one).toMatch(/^\/data\/pitstop\/[0-9a-f]{16}$/);
    expect(defaultDataFolder('/projects/one/', home)).toBe(one);
    expect(defaultDataFolder('/projects/two', home)).not.toBe(one);
    expect(defaultDataFolder('/projects/one', { XDG_DATA_HOME: 'relative' })).toContain('.local/share/pitstop');
  });
});
