import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrationFolder } from '../../../src/host/advice/migrationFolder.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'pitstop-migrations-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Makes empty files, and folders for names that end with a slash. */
function make(...names: readonly string[]): void {
  for (const name of names) {
    const file = path.join(root, name);
    mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(file, '');
  }
}
/** The folder for a source file, with a part of the project opened; from the project's root. */
async function folderFor(file: string, opened: string): Promise<string> {
  const { folder } = await migrationFolder(path.join(root, file), path.join(root, opened));
  return path.relative(root, folder);
}

describe('the folder of a migration', () => {
  test('is the one of the package that the source is part of', async () => {
    make('.git/', 'migrations/1.sql', 'services/desk/package.json', 'services/desk/db/migrations/1.sql');
    expect(await folderFor('services/desk/src/tickets.ts', '.')).toBe('services/desk/db/migrations');
  });

  test('is that of the repository where the package has none, also with only the package opened', async () => {
    make('.git/', 'package.json', 'migrations/1.sql', 'services/desk/package.json');
    expect(await folderFor('services/desk/src/tickets.ts', 'services/desk')).toBe('migrations');
    expect(await folderFor('services/desk/src/tickets.ts', '.')).toBe('migrations');
  });

  test('where there is none, is a new one of the package', async () => {
    make('.git/', 'package.json', 'services/desk/package.json');
    expect(await folderFor('services/desk/src/tickets.ts', '.')).toBe('services/desk/migrations');
  });

  test('where there is none, is not outside of the folder that is opened', async () => {
    make('.git/', 'package.json');
    expect(await folderFor('src/sample/history.ts', 'src/sample')).toBe('src/sample/migrations');
    // A source of elsewhere is not put into what happens to be opened.
    expect(await folderFor('src/other/history.ts', 'src/sample')).toBe('migrations');
  });

  test('is not looked for above a package that is in no repository', async () => {
    make('package.json', 'migrations/1.sql', 'services/desk/package.json');
    expect(await folderFor('services/desk/src/tickets.ts', 'services')).toBe('services/desk/migrations');
  });
});
