import type { WebSocketLike } from './webSockets.ts';

type Pinging = { ping: (this: WebSocketLike, ...values: unknown[]) => unknown };
type Receiver = {
  readonly on: (event: string, listener: () => void) => unknown;
  readonly off: (event: string, listener: () => void) => unknown;
};

const listenersMax = 10_000;

function ownPing(value: object): value is Pinging {
  const own = Object.getOwnPropertyDescriptor(value, 'ping');
  return typeof own?.value === 'function' && own.writable === true;
}

function pingingPrototype(webSocket: object): Pinging | undefined {
  for (let next: unknown = Object.getPrototypeOf(webSocket); typeof next === 'object' && next !== null;) {
    if (ownPing(next)) return next;
    next = Object.getPrototypeOf(next);
  }
  return undefined;
}

function isReceiver(value: unknown): value is Receiver {
  return typeof value === 'object' && value !== null && 'on' in value && 'off' in value;
}

/** Measures the program's own pings: from `ping` to the pong that comes next. It sends none of its own. */
export function pingWatch({
  safely,
  onRoundTrip,
  now,
}: {
  readonly safely: <Value>(work: () => Value) => Value | undefined;
  readonly onRoundTrip: (webSocket: WebSocketLike, ms: number) => void;
  readonly now: () => number;
}) {
  const patched = new Set<Pinging>();
  const undo: (() => void)[] = [];
  const pingedAt = new WeakMap<WebSocketLike, number>();
  const listening = new WeakSet<object>();
  const listeners = new Set<{ readonly receiver: WeakRef<Receiver>; readonly listener: () => void }>();

  const pinged = (webSocket: WebSocketLike) => {
    pingedAt.set(webSocket, now());
    const { _receiver: receiver } = webSocket;
    if (!isReceiver(receiver) || listening.has(receiver) || listeners.size >= listenersMax) return;
    listening.add(receiver);
    const listener = () =>
      safely(() => {
        const at = pingedAt.get(webSocket);
        pingedAt.delete(webSocket);
        if (at !== undefined) onRoundTrip(webSocket, now() - at);
      });
    receiver.on('pong', listener);
    listeners.add({ receiver: new WeakRef(receiver), listener });
  };

  const patch = (prototype: Pinging) => {
    patched.add(prototype);
    const original = prototype.ping;
    const ping: Pinging['ping'] = function ping(...values) {
      safely(() => pinged(this));
      return Reflect.apply(original, this, values);
    };
    prototype.ping = ping;
    undo.push(() => {
      // Somebody who has wrapped ours since then keeps it; it only passes on by now.
      if (prototype.ping === ping) prototype.ping = original;
    });
  };

  return {
    /** Watches the kind of this WebSocket. */
    watch: (webSocket: WebSocketLike): void => {
      const prototype = pingingPrototype(webSocket);
      if (prototype !== undefined && !patched.has(prototype)) patch(prototype);
      for (const one of listeners.size >= listenersMax ? listeners : [])
        if (one.receiver.deref() === undefined) listeners.delete(one);
    },
    stop: () => {
      for (const back of undo) back();
      for (const { receiver, listener } of listeners) receiver.deref()?.off('pong', listener);
    },
  };
}
