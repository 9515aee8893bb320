import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../protocol/failures.ts';
import type { ProfileKind } from '../../protocol/profiles.ts';
import type { Target } from '../../protocol/targets.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { TargetProfiler } from '../session/profileTalk.ts';

const endings: Readonly<Record<ProfileKind, string>> = { cpu: '.cpuprofile', heap: '.heapprofile' };
const lookEveryMs = 250;

/** Resolves when the time is over or `stop` is called; rejects when the job is cancelled. Tells how far it is. */
function passed(seconds: number, { signal, progress }: JobControl, onStop: (stop: () => void) => void): Promise<void> {
  const startedAt = performance.now();
  const totalMs = seconds * 1000;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearInterval(telling);
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    const abort = () => {
      end();
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const done = () => {
      end();
      resolve();
    };
    const telling = setInterval(() => {
      progress({ label: 'Profiling', done: performance.now() - startedAt, total: totalMs, unit: 'ms' });
    }, lookEveryMs);
    const timer = setTimeout(done, totalMs);
    onStop(done);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** What is to be profiled, for how long, and where to: `file` null puts it into `folder` under a name of its own. */
export type ProfileWish = {
  readonly target: Target;
  readonly kind: ProfileKind;
  readonly seconds: number;
  readonly file: string | null;
  readonly folder: string;
  /** For the file's name. */
  readonly takenAt: Date;
  /** Hears how the profile is ended before its time, and undefined when it has ended. */
  readonly onStop: (stop: (() => void) | undefined) => void;
};

/** Takes a profile and gives its file. Throws the Failures `targetGone` and `profileFailed`. */
export async function takeProfile(profiler: TargetProfiler, wish: ProfileWish, control: JobControl): Promise<string> {
  const { target, kind, seconds, folder, takenAt, onStop } = wish;
  const stamp = takenAt.toISOString().replace(/[:.]/g, '-');
  const file = wish.file ?? path.join(folder, `${target.name.replace(/[^\w.-]+/g, '_')}-${stamp}${endings[kind]}`);
  if (existsSync(file)) throw new Failure('profileFailed', `${file} is there already, and is not written over.`);
  await mkdir(path.dirname(file), { recursive: true });
  control.signal.throwIfAborted();
  await profiler.start(kind);
  try {
    await passed(seconds, control, onStop);
  } catch (error) {
    profiler.drop();
    throw error;
  } finally {
    onStop(undefined);
  }
  control.progress({ label: 'Writing the profile', done: 0, total: null, unit: 'ms' });
  await profiler.finish(file);
  return file;
}
