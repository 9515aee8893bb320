import { Session } from 'node:inspector';

/**
 * The probe's talk with the engine of its own thread: begun at the first need, and kept until the probe goes. When a
 * session ends, the engine forgets the ids of all objects, and by their ids two snapshots are compared.
 */
export type EngineSession = { readonly open: () => Session; readonly close: () => void };

export function engineSession(): EngineSession {
  let session: Session | undefined;
  return {
    open: () => {
      if (session === undefined) {
        session = new Session();
        session.connect();
      }
      return session;
    },
    close: () => {
      session?.disconnect();
      session = undefined;
    },
  };
}
