import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from '../../protocol/places.ts';
import type { StackFrame } from '../../protocol/livePools.ts';
import type { PoolFigures } from '../../protocol/probeChannel.ts';
import type { Count } from '../../protocol/units.ts';
import type { Places } from '../places/places.ts';
import type { PoolInSource, SizeText } from './poolSource.ts';

/** Where a pool is made and used in the source, and the text that sets its size. */
export type PoolPlace = {
  /** The size's text, else the `new Pool`, else the first use; null where nothing of it is the user's source. */
  readonly place: Place | null;
  /** The text that gives the current size; null where it stands nowhere we can change. */
  readonly size: SizeText | null;
  /** Why there is no such text, or no place; null where there is. */
  readonly reason: string | null;
  /** Uses, the one that held clients the longest first. */
  readonly uses: readonly Place[];
};

export type PoolPlaceTools = {
  readonly places: Places;
  /** The pools that a source file makes; runs on a worker. */
  readonly readPools: (file: string) => Promise<readonly PoolInSource[]>;
};

const sourceFile = /\.[cm]?[jt]sx?$/;
const filesMax = 400;
/** A program may have been started in a folder that holds the whole disk. */
const foldersMax = 300;
const isPackage = (file: string) => file.split(path.sep).includes('node_modules');

/** The first frame that stands in the user's own source. */
export async function ownPlace(frames: readonly StackFrame[], places: Places): Promise<Place | null> {
  for (const { url, line, column, symbol } of frames) {
    const found = await places.placeOf({ scriptId: 0, url, line, column });
    if (found !== null && !isPackage(found.file)) return symbol === '' ? found : { ...found, symbol };
  }
  return null;
}

async function usesOf(figures: PoolFigures, places: Places): Promise<readonly Place[]> {
  const sites = figures.sites.toSorted((one, other) => other.holdMs - one.holdMs);
  const found: Place[] = [];
  for (const { frames } of sites) {
    const place = await ownPlace(frames, places);
    const isNew = place !== null && !found.some(({ file, line }) => file === place.file && line === place.line);
    if (isNew) found.push(place);
  }
  return found;
}

/** Sources below the program's folder and around its uses, packages and built parts aside. */
async function neighbours(folders: readonly string[]): Promise<readonly string[]> {
  const files = new Set<string>();
  const queue = [...new Set(folders)];
  for (const folder of queue) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (files.size >= filesMax) return [...files];
      const name = path.join(folder, entry.name);
      const isOther = entry.name.startsWith('.') || ['node_modules', 'dist', 'out', 'build'].includes(entry.name);
      const isNew = entry.isDirectory() && !isOther && !queue.includes(name);
      if (isNew && queue.length < foldersMax) queue.push(name);
      if (entry.isFile() && sourceFile.test(entry.name)) files.add(name);
    }
  }
  return [...files];
}

type Made = { readonly file: string; readonly pool: PoolInSource };

/** The pools made in the first of the groups of files that makes any. */
async function madeIn(
  groups: readonly (() => Promise<readonly string[]>)[],
  tools: PoolPlaceTools,
): Promise<readonly Made[]> {
  for (const group of groups) {
    const made: Made[] = [];
    for (const file of await group()) {
      for (const pool of await tools.readPools(file)) made.push({ file, pool });
    }
    if (made.length > 0) return made;
  }
  return [];
}

const sizesNow = ({ pool }: Made, size: Count) => pool.sizes.filter(({ value }) => value === size);

/** The one that can have the current size; undefined where none or several can. */
function onlyMatch(made: readonly Made[], size: Count): Made | undefined {
  const [first, second] = made.filter((one) => sizesNow(one, size).length > 0);
  if (first !== undefined) return second === undefined ? first : undefined;
  return made.length === 1 ? made[0] : undefined;
}

async function placeAt(file: string, at: { line: Count; column: Count }, places: Places): Promise<Place> {
  const found = await places.placeOf({ scriptId: 0, url: file, line: at.line - 1, column: at.column - 1 });
  return found !== null && found.file === file ? found : { file, line: at.line, column: at.column };
}

/**
 * Finds where a live pool gets its size. Looks at the files that use it, then at those around them; of several pools the
 * one with the current size is meant.
 */
export async function poolPlace(figures: PoolFigures, folder: string, tools: PoolPlaceTools): Promise<PoolPlace> {
  const { originalMax: current } = figures;
  const uses = await usesOf(figures, tools.places);
  const files = [...new Set(uses.map(({ file }) => file))];
  const around = () => neighbours([...files.map((file) => path.dirname(file)), folder]);
  const made = await madeIn([() => Promise.resolve(files), around], tools);
  const nowhere = (reason: string): PoolPlace => ({ place: uses[0] ?? null, size: null, reason, uses });
  if (made.length === 0) return nowhere('No `new Pool(…)` was found in the sources of the program.');
  const match = onlyMatch(made, current);
  if (match === undefined)
    return nowhere(`${made.length} pools are made in the sources, and which one this is cannot be told.`);
  const [size, other] = sizesNow(match, current);
  const place = await placeAt(match.file, size ?? match.pool, tools.places);
  if (size !== undefined && other === undefined) return { place, size, reason: null, uses };
  const why =
    match.pool.why ??
    (size === undefined ? `its size of ${current} does not stand there` : `${current} stands there twice`);
  return { place, size: null, reason: `The size cannot be changed in the source: ${why}.`, uses };
}
