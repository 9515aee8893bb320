import { fileURLToPath } from 'node:url';
import path from 'node:path';
import type { ScopeFacts } from '../../analysis/heap/scopeRows.ts';
import type { ScopeRow } from '../../protocol/heapTables.ts';
import type { ScriptLocation } from '../../protocol/places.ts';
import type { Workers } from '../workers/workers.ts';
import type { Scripts } from './heapPlaces.ts';

/** A row of scopes with what its source tells, before its place is looked up. */
type ReadScope = Omit<ScopeRow, 'place'>;

function fileOf(location: ScriptLocation, scripts: Scripts): string | null {
  const url = scripts.get(location.scriptId) ?? location.url;
  if (url === undefined) return null;
  if (url.startsWith('file:')) return fileURLToPath(url);
  return path.isAbsolute(url) ? url : null;
}

/** The readers of a row that stand in one file. */
type Group = { readonly row: number; readonly positions: ScriptLocation[] };

/** The readers of all rows by file, so that each file is parsed once; rows with a reader that has no file are left out. */
function readersByFile(rows: readonly ScopeFacts[], scripts: Scripts): ReadonlyMap<string, Group[]> {
  const byFile = new Map<string, Group[]>();
  rows.forEach(({ readers, variables }, row) => {
    if (readers === null || readers.length === 0 || variables.length === 0) return;
    const files = readers.map((reader) => fileOf(reader, scripts));
    files.forEach((file, at) => {
      const position = readers[at];
      if (file === null || position === undefined || files.includes(null)) return;
      const groups = byFile.get(file) ?? [];
      const known = groups.find((group) => group.row === row);
      if (known === undefined) groups.push({ row, positions: [position] });
      else known.positions.push(position);
      byFile.set(file, groups);
    });
  });
  return byFile;
}

/** Says of each variable whether a living function reads it, where the sources of all that see its scope are at hand. */
export async function readVariables(
  rows: readonly ScopeFacts[],
  scripts: Scripts,
  workers: Pick<Workers, 'run'>,
  signal: AbortSignal,
): Promise<readonly ReadScope[]> {
  const used = new Map<number, Set<string> | null>();
  for (const [file, groups] of readersByFile(rows, scripts)) {
    const names = await workers.run(
      'readUsedNames',
      { file, groups: groups.map((group) => group.positions) },
      { signal },
    );
    groups.forEach(({ row }, at) => {
      const found = names[at] ?? null;
      const known = used.get(row);
      used.set(row, found === null || known === null ? null : new Set([...(known ?? []), ...found]));
    });
  }
  return rows.map(({ readers: _readers, ...row }, at) => {
    const names = used.get(at) ?? null;
    const variables = row.variables.map((variable) => ({
      ...variable,
      isRead: names === null ? null : names.has(variable.name),
    }));
    return { ...row, variables };
  });
}
