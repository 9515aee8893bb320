import path from 'node:path';
import type { StackFrame } from '../../protocol/livePools.ts';
import { limits } from '../../protocol/limits.ts';
import type { Place } from '../../protocol/places.ts';
import type { Places } from '../places/places.ts';

const isPackage = (file: string) => file.split(path.sep).includes('node_modules');

/** The lines of a stack that stand in the user's own source, the innermost first. Remembers what it has looked up. */
export type OwnStacks = (frames: readonly StackFrame[]) => Promise<readonly Place[]>;

/** Frames are told again and again; what they stand for is asked once, and again where the sources were not there yet. */
export function ownStacks(places: Pick<Places, 'placeOf'>): OwnStacks {
  const known = new Map<string, Promise<Place | null>>();
  const placeOf = (frame: StackFrame): Promise<Place | null> => {
    const { url, line, column, symbol } = frame;
    const key = `${url}:${line}:${column}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const asked = places.placeOf({ scriptId: 0, url, line, column }).then(
      (place) => {
        if (place === null || isPackage(place.file)) return null;
        // The engine names the function that runs; the declaration at the line is what it calls.
        const { symbol: _declared, ...rest } = place;
        return symbol === '' ? rest : { ...rest, symbol };
      },
      // A source that cannot be read has no place; it is asked again when it is told again.
      () => {
        known.delete(key);
        return null;
      },
    );
    known.set(key, asked);
    const [oldest] = known.keys();
    if (known.size > limits.ownFramesMax.value && oldest !== undefined) known.delete(oldest);
    return asked;
  };
  return async (frames) => (await Promise.all(frames.map(placeOf))).filter((place) => place !== null);
}
