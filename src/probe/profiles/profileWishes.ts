import { rmSync } from 'node:fs';
import type { ProbeMessage, ProbeWish } from '../../protocol/probeChannel.ts';
import type { EngineSession } from '../engineSession.ts';
import { startProfile, type RunningProfile } from './profileWriter.ts';

export type ProfileWish = Extract<ProbeWish, { type: 'startProfile' | 'stopProfile' | 'dropProfile' }>;

/** What the host wishes of profiles: one at a time. */
export type ProfileWishes = {
  /** Carries a wish out and answers it. Never rejects. */
  readonly carryOut: (wish: ProfileWish) => Promise<void>;
  /** Ends what runs. */
  readonly close: () => void;
};

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export function profileWishes(
  engine: Pick<EngineSession, 'leave'>,
  answer: (message: ProbeMessage) => void,
): ProfileWishes {
  let running: RunningProfile | undefined;
  const close = () => {
    running?.drop();
    running = undefined;
  };
  const answered = async (wish: ProfileWish): Promise<ProbeMessage | undefined> => {
    const { requestId } = wish;
    switch (wish.type) {
      case 'startProfile':
        close();
        running = await startProfile(wish.kind, wish.intervalUs, engine);
        return { type: 'profileStarted', requestId };
      case 'stopProfile': {
        const ended = running;
        running = undefined;
        if (ended === undefined) return { type: 'profileFailed', requestId, reason: 'no profile is being taken' };
        try {
          return { type: 'profileDone', requestId, bytes: await ended.finish(wish.file) };
        } catch (error) {
          rmSync(wish.file, { force: true });
          throw error;
        }
      }
      case 'dropProfile':
        close();
        return undefined;
    }
  };
  return {
    carryOut: async (wish) => {
      try {
        const message = await answered(wish);
        if (message !== undefined) answer(message);
      } catch (error) {
        answer({ type: 'profileFailed', requestId: wish.requestId, reason: reasonOf(error) });
      }
    },
    close,
  };
}
