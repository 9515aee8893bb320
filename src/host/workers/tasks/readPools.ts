import { readFile } from 'node:fs/promises';
import { poolsInSource, type PoolInSource } from '../../pool/poolSource.ts';

/** Reads the pools that a source file makes; none where it is not there. */
export async function readPools({ file }: { readonly file: string }): Promise<readonly PoolInSource[]> {
  try {
    return poolsInSource(await readFile(file, 'utf8'), file);
  } catch {
    // A file that cannot be read makes no pool that we could change.
    return [];
  }
}
