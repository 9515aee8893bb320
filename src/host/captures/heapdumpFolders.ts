import { watch, type FSWatcher } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import { fileFailure } from './fileFailure.ts';

/** Folders that are watched for the files heapdump writes on SIGUSR2. */
export type HeapdumpFolders = {
  /** Watches a folder from now on; again for the same folder changes nothing. Throws Failures of files and limits. */
  readonly watch: (folder: string) => Promise<void>;
  readonly close: () => void;
};

const heapdumpName = /^heapdump-[\d.-]+\.heapsnapshot$/;

/** Between two looks at a file that is being written. */
const lookMs = 250;
/** A file that does not grow for so long is taken as it is: its end was cut, and the parser tells what is missing. */
const patienceMs = 10_000;

async function lastByte(file: string, size: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, Math.max(0, size - 16));
    return buffer.toString('latin1', 0, bytesRead).trimEnd().at(-1) ?? '';
  } finally {
    await handle.close();
  }
}

/** Waits until a file has not grown between two looks and ends as a snapshot does. */
async function completed(file: string, signal: AbortSignal): Promise<void> {
  let size = -1;
  for (let stillMs = 0; stillMs < patienceMs; stillMs += lookMs) {
    const now = (await stat(file)).size;
    if (now > 0 && now === size && (await lastByte(file, now)) === '}') return;
    if (now !== size) stillMs = 0;
    size = now;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookMs);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
    signal.throwIfAborted();
  }
}

/** `onFile` is called once for each complete file that was written after its folder came to be watched. */
export function heapdumpFolders(
  onFile: (file: string, folder: string) => void,
  report: (error: unknown) => void,
): HeapdumpFolders {
  const watchers = new Map<string, FSWatcher>();
  const seen = new Set<string>();
  const closing = new AbortController();

  const look = async (folder: string, name: string, sinceMs: number) => {
    const file = path.join(folder, name);
    if (!heapdumpName.test(name) || seen.has(file)) return;
    seen.add(file);
    try {
      if ((await stat(file)).mtimeMs < sinceMs) return;
      await completed(file, closing.signal);
      onFile(file, folder);
    } catch (error) {
      seen.delete(file);
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone && !closing.signal.aborted) report(error);
    }
  };

  return {
    watch: async (folder) => {
      if (watchers.has(folder)) return;
      const stats = await stat(folder).catch((error: unknown) => {
        throw fileFailure(error, folder);
      });
      if (!stats.isDirectory()) throw new Failure('fileUnreadable', `${folder} is no folder`);
      if (watchers.size >= limits.watchedFoldersMax.value)
        throw new Failure('limitReached', `${watchers.size} folders are watched already; ${folder} is not`);
      // A file's time can be a clock tick behind ours.
      const sinceMs = Date.now() - 1_000;
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null) look(folder, name, sinceMs).catch(report);
      });
      watcher.on('error', report);
      watchers.set(folder, watcher);
    },
    close: () => {
      closing.abort();
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}
