import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Listens on Node's own channels; gives the stop. `on` must not throw. */
export function channelSubscriptions(
  listeners: Readonly<Record<string, (message: Readonly<Record<string, unknown>>) => void>>,
): () => void {
  const rows = Object.entries(listeners).map(([name, listener]) => {
    const on = (message: unknown) => {
      // Every channel of Node's publishes an object; what is missing in it reads as undefined.
      if (typeof message === 'object' && message !== null) listener(message as Readonly<Record<string, unknown>>);
    };
    subscribe(name, on);
    return { name, on };
  });
  return () => {
    for (const { name, on } of rows) unsubscribe(name, on);
  };
}
