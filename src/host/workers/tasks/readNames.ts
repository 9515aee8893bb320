import { placesWork, type ScriptPosition } from '../../places/placesWork.ts';

/** Reads which names a script has at these positions. */
export function readNames(params: {
  readonly file: string;
  readonly positions: readonly ScriptPosition[];
}): Promise<readonly (string | null)[]> {
  return placesWork.readNames(params.file, params.positions);
}
