import type { Place, ScriptLocation } from '../../protocol/places.ts';

/** From what the engine knows to the user's source. */
export type Places = {
  /** The source place of an engine location, through source maps. Null where there is no such file. */
  readonly placeOf: (location: ScriptLocation) => Promise<Place | null>;
  /**
   * The declaration of `name` in the source that the script at `location` was made from: where a module-level or
   * class-level container is born. Null where it is not found or found more than once.
   */
  readonly declarationOf: (location: ScriptLocation, name: string) => Promise<Place | null>;
};
