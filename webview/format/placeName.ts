import type { Place } from '../../src/protocol/places.ts';

/** File name of a path, whichever way its slashes lean. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The short name of a place: `gateway.ts:88`. */
export function placeName(place: Place): string {
  return `${fileName(place.file)}:${place.line}`;
}
