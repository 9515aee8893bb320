import { readFileSync, statSync } from 'node:fs';
import type { Watch } from '../../../analysis/heap/halt.ts';
import { openedProfile, type OpenedProfile } from '../../../analysis/profile/openedProfile.ts';
import { NotAProfile } from '../../../analysis/profile/profileMembers.ts';
import { profileTree } from '../../../analysis/profile/profileTree.ts';
import { Failure } from '../../../protocol/failures.ts';
import { fileFailure } from '../../captures/fileFailure.ts';
import { limits } from '../../../protocol/limits.ts';

function bytesOf(file: string): Buffer {
  try {
    const { size } = statSync(file);
    const bytesMax = limits.profileBytesMax.value;
    if (size > bytesMax)
      throw new Failure('notAProfile', `${file} has ${size} bytes; profiles of up to ${bytesMax} bytes can be read.`);
    return readFileSync(file);
  } catch (error) {
    throw error instanceof Failure ? error : fileFailure(error, file);
  }
}

/**
 * Reads a `.cpuprofile` or `.heapprofile` and makes it ready to be drawn from. Throws the Failures `fileMissing`,
 * `fileUnreadable` and `notAProfile`.
 */
export function openProfile(
  { file }: { readonly file: string },
  watch: Watch,
): OpenedProfile & { readonly fileBytes: number } {
  const bytes = bytesOf(file);
  try {
    const tree = profileTree(bytes, (start, end) => bytes.toString('utf8', start, end), watch);
    return { ...openedProfile(tree), fileBytes: bytes.length };
  } catch (error) {
    if (error instanceof NotAProfile)
      throw new Failure('notAProfile', `${file} is no profile of V8: ${error.message}.`);
    throw error;
  }
}
