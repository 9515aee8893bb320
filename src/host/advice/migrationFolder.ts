import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MigrationFolder } from '../../analysis/advice/migration.ts';

/** Where the migrations of a program are, or would be. */
export type FoundMigrations = MigrationFolder & { readonly folder: string };

/** Folders in which tools keep migrations, those that name a tool before those that any may have. */
const usualFolders = [
  'prisma/migrations',
  'supabase/migrations',
  'drizzle',
  'db/migrations',
  'db/migrate',
  'database/migrations',
  'sql/migrations',
  'src/db/migrations',
  'src/migrations',
  'migrations',
];
const rootMarks = ['package.json', '.git'];
const levelsMax = 20;

async function namesIn(folder: string): Promise<readonly string[] | null> {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    // There is no such folder, or it may not be read: both mean that nothing can be learned from it.
    return null;
  }
}

async function newestText(folder: string, names: readonly string[]): Promise<string | null> {
  const newest = names.findLast((name) => name.endsWith('.sql'));
  if (newest === undefined) return null;
  try {
    return await readFile(path.join(folder, newest), 'utf8');
  } catch {
    // The style of the file is a courtesy; without it the plain one is used.
    return null;
  }
}

/** The folder that has a package.json or a repository, from the file upwards; the file's own where there is none. */
async function programFolder(file: string): Promise<string> {
  let folder = path.dirname(file);
  for (let level = 0; level < levelsMax; level += 1) {
    const names = (await namesIn(folder)) ?? [];
    if (rootMarks.some((mark) => names.includes(mark))) return folder;
    const parent = path.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return path.dirname(file);
}

/** The folder of migrations of the program that a source file is part of; `migrations` where it has none. */
export async function migrationFolder(file: string): Promise<FoundMigrations> {
  const root = await programFolder(file);
  for (const usual of usualFolders) {
    const folder = path.join(root, usual);
    const names = await namesIn(folder);
    if (names !== null) return { folder, names, newestText: await newestText(folder, names) };
  }
  return { folder: path.join(root, 'migrations'), names: [], newestText: null };
}
