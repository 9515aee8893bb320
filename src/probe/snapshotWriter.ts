import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Session } from 'node:inspector';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { ProbeMessage, ProbeWish } from '../protocol/probeChannel.ts';
import type { EngineSession } from './engineSession.ts';
import type { Heapdump } from './heapdumpInTarget.ts';
import { scriptTable } from './scriptTable.ts';

type SnapshotWish = Extract<ProbeWish, { type: 'snapshot' }>;
type SnapshotOutcome = Extract<ProbeMessage, { type: 'snapshotDone' | 'snapshotFailed' }>;

const progressEveryMs = 50;
/** A snapshot file is 1.6 to 1.83 times the heap in use. */
const fileBytesPerHeapByte = 1.7;

/** Raised inside the writing of a snapshot; the message says why there is none. */
class SnapshotStopped extends Error {}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/** What the file will take, near enough. */
const expectedFileBytes = () => Math.round(getHeapStatistics().used_heap_size * fileBytesPerHeapByte);

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MB`;

/** Throws where the disk has no room for the file: the program may need what is left of it. */
function demandRoom(file: string): void {
  const { bavail, bsize, blocks } = statfsSync(path.dirname(file));
  // A file system that does not tell its size is found out by writing.
  if (blocks === 0 || bavail * bsize >= expectedFileBytes()) return;
  const needed = `about ${megabytes(expectedFileBytes())} are needed, and ${megabytes(bavail * bsize)} are free`;
  throw Object.assign(new Error(needed), { code: 'ENOSPC' });
}

/** Writes chunk after chunk, tells the host how far it is, and looks at most every 50 ms whether the host still wants it. */
function chunkWriter({ progressFile, cancelFile }: SnapshotWish, descriptor: number, expectedBytes: number) {
  let written = 0;
  let toldAt = -Infinity;
  const lookUp = () => {
    const now = performance.now();
    if (now - toldAt < progressEveryMs) return;
    toldAt = now;
    if (existsSync(cancelFile)) throw new SnapshotStopped('cancelled');
    writeFileSync(progressFile, `${written} ${Math.max(written, expectedBytes)}`, { mode: 0o600 });
  };
  return {
    lookUp,
    write: (chunk: string) => {
      const bytes = Buffer.from(chunk, 'utf8');
      for (let offset = 0; offset < bytes.byteLength;) offset += writeSync(descriptor, bytes, offset);
      written += bytes.byteLength;
      lookUp();
    },
  };
}

/**
 * Writes by the engine's inspector, in this thread. The engine cannot be stopped inside a snapshot, so after an error or
 * a cancel the rest of its chunks is let go by. Its own progress reports are never asked for: Node 20 crashes when they
 * reach a session of the same thread. Node 20 is done when the post returns, later ones in a task of their own.
 */
async function writeByInspector(session: Session, wish: SnapshotWish): Promise<void> {
  const descriptor = openSync(wish.file, 'w', 0o600);
  const writer = chunkWriter(wish, descriptor, expectedFileBytes());
  let stopped: unknown;
  const attempt = (work: () => void) => {
    if (stopped !== undefined) return;
    try {
      work();
    } catch (error) {
      // Told below, when the engine is through.
      stopped = error;
    }
  };
  const accept = ({ params }: { readonly params: { readonly chunk: string } }) =>
    attempt(() => writer.write(params.chunk));
  session.on('HeapProfiler.addHeapSnapshotChunk', accept);
  try {
    writer.lookUp();
    await new Promise<void>((resolve) => {
      session.post('HeapProfiler.takeHeapSnapshot', { reportProgress: false }, (error) => {
        stopped ??= error ?? undefined;
        resolve();
      });
    });
    if (existsSync(wish.cancelFile)) stopped ??= new SnapshotStopped('cancelled');
  } finally {
    session.off('HeapProfiler.addHeapSnapshotChunk', accept);
    closeSync(descriptor);
  }
  if (stopped !== undefined) throw stopped;
}

function writeByHeapdump(heapdump: Heapdump | undefined, file: string): void {
  if (heapdump === undefined) throw new SnapshotStopped('heapdump is not loaded in this process');
  let failure: Error | null = null;
  const written = heapdump.writeSnapshot(file, (error) => {
    failure = error;
  });
  if (failure !== null) throw failure;
  if (written === false) throw new SnapshotStopped('heapdump could not write the file');
  chmodSync(file, 0o600);
}

/** Size of the file. Throws where its end is missing: heapdump does not tell that the disk was full. */
function sizeOfWhole(file: string): number {
  const { size } = statSync(file);
  const descriptor = openSync(file, 'r');
  const tail = Buffer.alloc(Math.min(16, size));
  try {
    readSync(descriptor, tail, 0, tail.byteLength, size - tail.byteLength);
  } finally {
    closeSync(descriptor);
  }
  if (tail.toString('latin1').trimEnd().endsWith('}')) return size;
  throw Object.assign(new Error(`the file was cut short after ${size} bytes`), { code: 'ENOSPC' });
}

/**
 * Takes a snapshot of this thread as the wish says; the thread stands still for nearly all of `pauseMs`. A failure
 * leaves no file.
 */
export async function takeSnapshot(
  wish: SnapshotWish,
  engine: EngineSession,
  heapdump: () => Heapdump | undefined,
): Promise<SnapshotOutcome> {
  const { requestId, file } = wish;
  const startedAt = performance.now();
  try {
    demandRoom(file);
    const session = engine.open();
    if (wish.means === 'inspector') await writeByInspector(session, wish);
    else writeByHeapdump(heapdump(), file);
    const bytes = sizeOfWhole(file);
    const scripts = scriptTable(session);
    return { type: 'snapshotDone', requestId, pauseMs: performance.now() - startedAt, bytes, scripts };
  } catch (error) {
    rmSync(file, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    return { type: 'snapshotFailed', requestId, reason, isDiskFull: isDiskFull(error) };
  } finally {
    rmSync(wish.progressFile, { force: true });
  }
}
