import {
  comparedProfiles,
  type ComparedInput,
  type ComparedProfiles,
} from '../../../analysis/profile/comparedProfiles.ts';

/** Two opened profiles, function by function and stack by stack. */
export function compareProfiles({
  before,
  after,
}: {
  readonly before: ComparedInput;
  readonly after: ComparedInput;
}): ComparedProfiles {
  return comparedProfiles(before, after);
}
