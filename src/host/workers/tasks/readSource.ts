import { placesWork, type SourceFacts } from '../../places/placesWork.ts';

/** Reads the declarations of a source file; null where it is not there. */
export function readSource({ file }: { readonly file: string }): Promise<SourceFacts | null> {
  return placesWork.readSource(file);
}
