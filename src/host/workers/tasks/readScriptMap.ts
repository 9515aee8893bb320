import { placesWork } from '../../places/placesWork.ts';
import type { ScriptMap } from '../../places/scriptMap.ts';

/** Decodes the source map that a script names; null where there is none that can be read. */
export function readScriptMap({ file }: { readonly file: string }): Promise<ScriptMap | null> {
  return placesWork.readScriptMap(file);
}
