import { readFileSync, statSync } from 'node:fs';
import { functionCosts, measured } from '../../../analysis/cpuProfile/profileFunctions.ts';
import {
  NotAProfile,
  profileTree,
  type ProfileFrame,
  type ProfileTree,
} from '../../../analysis/cpuProfile/profileTree.ts';
import { Failure } from '../../../protocol/failures.ts';
import { limits } from '../../../protocol/limits.ts';

/** What a profile holds, and its dearest functions; frames as the engine names them. */
export type ReadProfile = Pick<ProfileTree, 'kind' | 'sampleCount' | 'lengthMs'> & {
  readonly fileBytes: number;
  readonly total: number;
  readonly idle: number;
  readonly functionCount: number;
  readonly functions: readonly (ProfileFrame & { readonly self: number; readonly total: number })[];
};

/** Reads a `.cpuprofile` or `.heapprofile`. Throws the Failures `fileMissing`, `fileUnreadable` and `notAProfile`. */
export function readProfile({
  file,
  functionsMax,
}: {
  readonly file: string;
  readonly functionsMax: number;
}): ReadProfile {
  let text = '';
  try {
    const { size } = statSync(file);
    if (size > limits.profileBytesMax.value)
      throw new Failure('notAProfile', `${file} has ${size} bytes, more than a profile that can be read here.`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new Failure(isMissing ? 'fileMissing' : 'fileUnreadable', `${file} cannot be read.`, error);
  }
  try {
    const tree = profileTree(JSON.parse(text));
    const costs = functionCosts(tree);
    return {
      kind: tree.kind,
      sampleCount: tree.sampleCount,
      lengthMs: tree.lengthMs,
      fileBytes: Buffer.byteLength(text),
      ...measured(tree),
      functionCount: costs.length,
      functions: costs.slice(0, functionsMax).flatMap(({ frame, self, total }) => {
        const at = tree.frames[frame];
        return at === undefined ? [] : [{ ...at, self, total }];
      }),
    };
  } catch (error) {
    if (error instanceof NotAProfile || error instanceof SyntaxError)
      throw new Failure('notAProfile', `${file} is no profile of V8: ${error.message}.`);
    throw error;
  }
}
