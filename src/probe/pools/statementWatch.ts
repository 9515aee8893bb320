import type { PgClient } from './pgPool.ts';

/** The prototype that carries `query`, which every statement of a client goes through. */
type ClientPrototype = { query: (this: PgClient, ...args: unknown[]) => unknown };

/** A statement that has begun; called with its result when it has ended, or without one where it failed. */
export type Ended = (result: unknown) => void;

export type StatementWatch = {
  /** Watches the statements of a client and of all that are made like it. */
  readonly watch: (client: PgClient) => void;
  /** Puts every prototype back as it was. */
  readonly close: () => void;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function hasOwnQuery(value: object): value is ClientPrototype {
  const own = Object.getOwnPropertyDescriptor(value, 'query');
  return typeof own?.value === 'function' && own.writable === true;
}

/** The prototype of a client that has `query` of its own; undefined where it cannot be written to. */
function queryPrototype(client: object): ClientPrototype | undefined {
  for (let next: unknown = Object.getPrototypeOf(client); isObject(next); next = Object.getPrototypeOf(next))
    if (hasOwnQuery(next)) return next;
  return undefined;
}

/** The text of what a client is asked; undefined for what reads rows by itself, such as a cursor. */
function textOf(first: unknown): string | undefined {
  if (typeof first === 'string') return first;
  if (!isObject(first) || typeof first['submit'] === 'function' || typeof first['callback'] === 'function')
    return undefined;
  return typeof first['text'] === 'string' ? first['text'] : undefined;
}

function isThenable(value: unknown): value is Promise<unknown> {
  return isObject(value) && typeof value['then'] === 'function';
}

/**
 * Watches what clients are asked, by their prototype's `query`. Costs about 1 µs for each statement. The program gets
 * what it would have got: the same values, the same errors, and callbacks that are called in the same way. `begun` must
 * not throw; it gives undefined for what is not to be watched.
 */
export function statementWatch(
  begun: (client: PgClient, text: string, above: (...values: never[]) => unknown) => Ended | undefined,
): StatementWatch {
  const patched = new Map<ClientPrototype, () => void>();
  let isClosed = false;

  const patch = (prototype: ClientPrototype): void => {
    const original = prototype.query;
    const query: ClientPrototype['query'] = function query(...args) {
      const text = isClosed ? undefined : textOf(args[0]);
      const ended = text === undefined ? undefined : begun(this, text, query);
      if (ended === undefined) return Reflect.apply(original, this, args);
      const last = args.findLastIndex((value) => typeof value === 'function');
      const callback = args[last];
      if (typeof callback === 'function') {
        const wrapped = function wrapped(this: unknown, ...given: unknown[]): unknown {
          ended(given[1]);
          return Reflect.apply(callback, this, given);
        };
        return Reflect.apply(original, this, args.with(last, wrapped));
      }
      const waiting: unknown = Reflect.apply(original, this, args);
      if (!isThenable(waiting)) return waiting;
      return waiting.then(
        (result) => {
          ended(result);
          return result;
        },
        (error: unknown) => {
          ended(undefined);
          throw error;
        },
      );
    };
    prototype.query = query;
    patched.set(prototype, () => {
      // Somebody who has wrapped ours since then keeps it; it only passes on by now.
      if (prototype.query === query) prototype.query = original;
    });
  };

  return {
    watch: (client) => {
      const prototype = queryPrototype(client);
      if (prototype !== undefined && !patched.has(prototype)) patch(prototype);
    },
    close: () => {
      isClosed = true;
      for (const back of patched.values()) back();
      patched.clear();
    },
  };
}
