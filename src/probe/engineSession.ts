import { Session } from 'node:inspector';

/**
 * The probe's talk with the engine of its own thread: begun at the first need, and kept until the probe goes. When any
 * session of the thread ends, the engine forgets the ids of all objects, and by their ids two snapshots are compared:
 * once this one is open, no other of ours may end.
 */
export type EngineSession = {
  readonly open: () => Session;
  readonly isOpen: () => boolean;
  /** Ends another session, or keeps it until this one ends. */
  readonly leave: (other: Session) => void;
  readonly close: () => void;
};

/** `onOpen` hears that the ids of objects are needed from now on. */
export function engineSession(onOpen: () => void): EngineSession {
  let session: Session | undefined;
  let left: Session[] = [];
  return {
    open: () => {
      if (session === undefined) {
        onOpen();
        session = new Session();
        session.connect();
      }
      return session;
    },
    isOpen: () => session !== undefined,
    leave: (other) => {
      if (session === undefined) other.disconnect();
      else left.push(other);
    },
    close: () => {
      for (const one of [session, ...left]) one?.disconnect();
      session = undefined;
      left = [];
    },
  };
}
