import { usedNames } from '../../heap/usedNames.ts';
import type { ScriptPosition } from '../../places/placesWork.ts';

/** The names that groups of functions of a script use; null for a group of which that is not known. */
export function readUsedNames({
  file,
  groups,
}: {
  readonly file: string;
  readonly groups: readonly (readonly ScriptPosition[])[];
}): Promise<readonly (readonly string[] | null)[]> {
  return usedNames(file, groups);
}
