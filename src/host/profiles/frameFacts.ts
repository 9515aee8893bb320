import { codeOf } from '../../analysis/profile/codeKind.ts';
import type { ProfileFrame } from '../../analysis/profile/profileTree.ts';
import { limits } from '../../protocol/limits.ts';
import type { Place } from '../../protocol/places.ts';
import type { CodeKind } from '../../protocol/profiles.ts';
import type { Places } from '../places/places.ts';

/** What is known of a function beside its costs. Line and column count from 1; 0 where the engine tells none. */
export type FrameFacts = {
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
  readonly place: Place | null;
  readonly code: CodeKind;
  readonly packageName: string | null;
  /** Name and file in small letters: what a search looks into. */
  readonly text: string;
};

/** Scripts that are looked up at once: the workers serve others too. */
const scriptsAtOnce = 4;

/** Positions by script, of functions that may have a place, the dearest first, as many as are looked up. */
function positionsByScript(frames: readonly ProfileFrame[], costs: ArrayLike<number>): ReadonlyMap<string, number[]> {
  const dearest = frames
    .map((_, index) => index)
    .filter((index) => {
      const { url = '', line = -1 } = frames[index] ?? {};
      return url !== '' && line >= 0 && !url.startsWith('node:');
    })
    .toSorted((a, b) => (costs[b] ?? 0) - (costs[a] ?? 0))
    .slice(0, limits.profilePlacesMax.value);
  const scripts = new Map<string, number[]>();
  for (const index of dearest) {
    const url = frames[index]?.url ?? '';
    const known = scripts.get(url);
    if (known !== undefined) known.push(index);
    else if (scripts.size < limits.profileScriptsMax.value) scripts.set(url, [index]);
  }
  return scripts;
}

/**
 * Finds where the functions of a profile stand in the sources, and whose they are. `costs` decides whose place is looked
 * up where there are too many.
 */
export async function frameFacts(
  frames: readonly ProfileFrame[],
  costs: ArrayLike<number>,
  places: Pick<Places, 'linesOf'>,
  signal: AbortSignal,
): Promise<readonly FrameFacts[]> {
  const found = new Map<number, Place | null>();
  const waiting = [...positionsByScript(frames, costs)];
  const lookUp = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      signal.throwIfAborted();
      const [url, indexes] = next;
      const positions = indexes.map((index) => ({
        line: frames[index]?.line ?? 0,
        column: Math.max(0, frames[index]?.column ?? 0),
      }));
      // A map that cannot be read leaves the function where the engine says it is.
      const lines = await places.linesOf(url, positions).catch(() => []);
      for (const [at, index] of indexes.entries()) found.set(index, lines[at] ?? null);
    }
  };
  await Promise.all(Array.from({ length: scriptsAtOnce }, lookUp));
  return frames.map((frame, index): FrameFacts => {
    const place = found.get(index) ?? null;
    const { name, url, line, column } = frame;
    return {
      name,
      url,
      line: line + 1,
      column: column + 1,
      place,
      ...codeOf(frame, place?.file ?? null),
      text: `${name}\n${place?.file ?? url}`.toLowerCase(),
    };
  });
}

/** Marks of the functions that have the text in their name or file; null where nothing is searched. */
export function searchMarks(frames: readonly FrameFacts[], search: string): Uint8Array | null {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return null;
  return Uint8Array.from(frames, ({ text }) => (text.includes(wanted) ? 1 : 0));
}

const packagesNamed = 3;

/** The packages that took most by themselves, the dearest first. */
export function dearestPackages(frames: readonly FrameFacts[], self: ArrayLike<number>): readonly string[] {
  const sums = new Map<string, number>();
  for (const [index, { packageName }] of frames.entries())
    if (packageName !== null) sums.set(packageName, (sums.get(packageName) ?? 0) + (self[index] ?? 0));
  return [...sums]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, packagesNamed)
    .map(([name]) => name);
}
