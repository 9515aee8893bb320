import type { Place, ScriptLocation } from '../protocol/places.ts';

type Located = { readonly place: Place | null; readonly location: ScriptLocation | null };

/** `/app/gateway.ts:12`, or where the script says it is; empty where nothing is known. */
export function locatedText({ place, location }: Located): string {
  if (place !== null) return `${place.file}:${place.line}`;
  if (location === null) return '';
  return `${location.url ?? `script ${location.scriptId}`}:${location.line + 1}`;
}

/** True for what a script of the program made, as far as its url tells. */
export function isOwn({ place, location }: Located): boolean {
  return place !== null || (location?.url !== undefined && !location.url.startsWith('node:'));
}
