import type { HostEventName, HostEvents } from '../../protocol/hostChannel.ts';
import type { Broadcast } from './handlers.ts';

/** Listens inside the host to what its clients are told. Returns its stop. */
export type OnBroadcast = <Name extends HostEventName>(
  name: Name,
  listener: (event: HostEvents[Name]) => void,
) => () => void;

/** A broadcast that parts of the host can hear too: the editor features show the same facts as any client. */
export function heardBroadcast(toClients: Broadcast): {
  readonly broadcast: Broadcast;
  readonly onBroadcast: OnBroadcast;
} {
  const listeners = new Map<HostEventName, Set<(event: never) => void>>();
  return {
    broadcast: (name, event) => {
      toClients(name, event);
      // Only listeners of this name are in its set, which `onBroadcast` typed.
      for (const listener of listeners.get(name) ?? []) (listener as (told: typeof event) => void)(event);
    },
    onBroadcast: (name, listener) => {
      const own = listeners.get(name) ?? new Set();
      listeners.set(name, own);
      own.add(listener);
      return () => own.delete(listener);
    },
  };
}
