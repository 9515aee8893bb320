import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import type { ProfileKind } from '../../protocol/profiles.ts';
import type { EngineSession } from '../engineSession.ts';

const samplingBytes = 32 * 1024;

/** A profile that is being taken. */
export type RunningProfile = {
  /** Ends it and writes it into `file`; gives the bytes. Rejects where the engine or the disk refuses. */
  readonly finish: (file: string) => Promise<number>;
  /** Ends it without a file. */
  readonly drop: () => void;
};

function posted(session: Session, method: string, params: object = {}): Promise<object> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error: Error | null, answer?: object) =>
      error === null ? resolve(answer ?? {}) : reject(error),
    );
  });
}

/**
 * Begins a profile of this thread, in a session of its own: another profiler of the program goes on beside it. The
 * engine names all functions that are compiled at the start: some tens of milliseconds in a large program.
 */
export async function startProfile(
  kind: ProfileKind,
  intervalUs: number,
  engine: Pick<EngineSession, 'leave'>,
): Promise<RunningProfile> {
  const session = new Session();
  session.connect();
  try {
    if (kind === 'cpu') {
      await posted(session, 'Profiler.enable');
      await posted(session, 'Profiler.setSamplingInterval', { interval: intervalUs });
      await posted(session, 'Profiler.start');
    } else await posted(session, 'HeapProfiler.startSampling', { samplingInterval: samplingBytes });
  } catch (error) {
    engine.leave(session);
    throw error;
  }
  const stop = () => posted(session, kind === 'cpu' ? 'Profiler.stop' : 'HeapProfiler.stopSampling');
  const leave = async () => {
    // A session that is kept for a time must not go on profiling.
    if (kind === 'cpu') await posted(session, 'Profiler.disable').catch(() => undefined);
    engine.leave(session);
  };
  return {
    finish: async (file) => {
      try {
        const answer = await stop();
        const text = JSON.stringify('profile' in answer ? answer.profile : null);
        writeFileSync(file, text, { mode: 0o600 });
        return Buffer.byteLength(text);
      } finally {
        await leave();
      }
    },
    drop: () => {
      void stop()
        .catch(() => undefined)
        .then(leave);
    },
  };
}
