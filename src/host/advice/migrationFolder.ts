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

const isInside = (file: string, folder: string) => {
  const way = path.relative(folder, file);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
};

/**
 * The folders with a package.json or a repository from the file upwards, the nearest first, to the repository's own.
 * Outside of a repository only the nearest: what is above it may be anything.
 */
async function programFolders(file: string): Promise<readonly string[]> {
  const found: string[] = [];
  let folder = path.dirname(file);
  for (let level = 0; level < levelsMax; level += 1) {
    const names = (await namesIn(folder)) ?? [];
    if (rootMarks.some((mark) => names.includes(mark))) found.push(folder);
    if (names.includes('.git')) return found;
    const parent = path.dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return found.slice(0, 1);
}

/**
 * The folder of migrations of the program that a source file is part of: the nearest that is there, of its package or of
 * a larger one in the same repository. Where there is none, `migrations` of its package, but not outside of the folder
 * that the user has `opened`: nobody looks for a new file there.
 */
export async function migrationFolder(file: string, opened: string): Promise<FoundMigrations> {
  const programs = await programFolders(file);
  for (const program of programs) {
    for (const usual of usualFolders) {
      const folder = path.join(program, usual);
      const names = await namesIn(folder);
      if (names !== null) return { folder, names, newestText: await newestText(folder, names) };
    }
  }
  const nearest = programs[0] ?? path.dirname(file);
  const home = isInside(file, opened) && !isInside(nearest, opened) ? opened : nearest;
  return { folder: path.join(home, 'migrations'), names: [], newestText: null };
}
