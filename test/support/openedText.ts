import { openedProfile, type OpenedProfile } from '../../src/analysis/profile/openedProfile.ts';
import { profileTree, type ProfileTree } from '../../src/analysis/profile/profileTree.ts';

/** The tree of a profile's text. */
export function treeOfText(text: string): ProfileTree {
  const bytes = Buffer.from(text);
  return profileTree(bytes, (start, end) => bytes.toString('utf8', start, end));
}

/** A profile's text, ready to be drawn from. */
export const openedText = (text: string): OpenedProfile => openedProfile(treeOfText(text));
