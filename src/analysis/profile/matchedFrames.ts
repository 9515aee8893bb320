import { codeOf } from './codeKind.ts';
import type { ProfileFrame } from './profileTree.ts';

/** Functions of two profiles, the same ones joined: for each frame of each profile its index in `frames`. */
export type MatchedFrames = {
  readonly frames: readonly ProfileFrame[];
  readonly before: Int32Array;
  readonly after: Int32Array;
};

const folderOf = (url: string) => url.slice(0, Math.max(url.lastIndexOf('/'), url.lastIndexOf('\\')) + 1);

/** The folder that all these files are in. */
function commonFolder(urls: readonly string[]): string {
  const [first = '', ...others] = urls;
  let folder = folderOf(first);
  for (const url of others) while (folder !== '' && !url.startsWith(folder)) folder = folderOf(folder.slice(0, -1));
  return folder;
}

/** Files by what is the same of them in two checkouts: packages from their name on, own files below their folder. */
function fileNames(frames: readonly ProfileFrame[], isOneCheckout: boolean): (frame: ProfileFrame) => string {
  const own = frames.filter((frame) => codeOf(frame, null).code === 'own').map(({ url }) => url);
  const folder = isOneCheckout ? '' : commonFolder(own);
  return (frame) => {
    const { url } = frame;
    const { code } = codeOf(frame, null);
    if (code === 'package') return url.slice(url.lastIndexOf('node_modules'));
    return code === 'own' && url.startsWith(folder) ? url.slice(folder.length) : url;
  };
}

/** Frames of one name in one file, in the order in which they stand there. */
function groupsOf(frames: readonly ProfileFrame[], fileOf: (frame: ProfileFrame) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, frame] of frames.entries()) {
    const key = `${frame.name}\n${fileOf(frame)}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [index]);
    else known.push(index);
  }
  const isBefore = (a: number, b: number) => frames[a].line - frames[b].line || frames[a].column - frames[b].column;
  for (const group of groups.values()) group.sort(isBefore);
  return groups;
}

/**
 * Joins functions by name and file: lines move when code is changed. Where a file has several of one name, they are
 * joined in their order if there are as many in both, else where they stand at the same line and column.
 */
export function matchedFrames(before: readonly ProfileFrame[], after: readonly ProfileFrame[]): MatchedFrames {
  const ownUrls = new Set(before.filter((frame) => codeOf(frame, null).code === 'own').map(({ url }) => url));
  const isOneCheckout = ownUrls.size === 0 || after.some(({ url }) => ownUrls.has(url));
  const earlier = groupsOf(before, fileNames(before, isOneCheckout));
  const later = groupsOf(after, fileNames(after, isOneCheckout));
  const frames: ProfileFrame[] = [...after];
  const beforeInto = new Int32Array(before.length).fill(-1);
  for (const [key, group] of earlier) {
    const others = later.get(key) ?? [];
    for (const [rank, index] of group.entries()) {
      const { line, column } = before[index];
      const same =
        group.length === others.length
          ? others[rank]
          : others.find((other) => after[other].line === line && after[other].column === column);
      beforeInto[index] = same ?? frames.push(before[index]) - 1;
    }
  }
  return { frames, before: beforeInto, after: Int32Array.from(after, (_, index) => index) };
}
