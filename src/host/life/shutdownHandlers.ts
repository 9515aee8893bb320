import type { Handlers } from '../channel/handlers.ts';

/** Ends the host after the answer is on its way. */
export function shutdownHandlers(end: () => void): Handlers<'host/shutdown'> {
  return {
    'host/shutdown': () => {
      setImmediate(end);
      return {};
    },
  };
}
