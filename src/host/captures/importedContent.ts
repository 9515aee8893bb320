import { symlink } from 'node:fs/promises';
import path from 'node:path';
import type { CaptureId } from '../../protocol/captures.ts';
import type { JobControl } from '../jobs/jobs.ts';
import { contentHash, copyHashed } from './contentHash.ts';
import { isSameFile, type KnownContents } from './knownContents.ts';
import type { SnapshotSource } from './snapshotSource.ts';

/**
 * Puts a file of the user at `partial`, copied or linked, and gives its content's name; an unchanged file that was read
 * before and is only linked is not read again.
 */
export async function importedContent(
  parts: {
    readonly file: string;
    readonly source: SnapshotSource;
    readonly partial: string;
    readonly known: KnownContents;
    readonly linksImports: boolean;
  },
  control: JobControl,
): Promise<CaptureId> {
  const { file, source, partial, known, linksImports } = parts;
  const isLinked =
    linksImports &&
    (await symlink(path.resolve(file), partial).then(
      () => true,
      // Where links are not allowed, the file is copied.
      () => false,
    ));
  const name = isLinked ? await known.find(source.stats) : null;
  if (name !== null) return name;
  const captureId = isLinked
    ? await contentHash(file, source.bytes, control)
    : await copyHashed(file, source, partial, control);
  const after = await source.handle.stat({ bigint: true });
  if (isSameFile(source.stats, after)) await known.note(source.stats, source.lookedAt, captureId);
  return captureId;
}
