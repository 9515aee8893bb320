/** A client of `pg`, as far as watching needs it. */
export type PgClient = {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly database?: unknown;
  readonly connection?: unknown;
  readonly listenerCount?: (event: string) => number;
  _poolUseCount?: number;
};

/** A pool of `pg-pool`, told by its shape, so that one that was bundled into the program is known too. */
export type PgPool = {
  readonly options: { max: number };
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly ended?: boolean;
  readonly _clients: readonly PgClient[];
  readonly _idle: readonly { readonly client: PgClient }[];
  readonly _pendingQueue: readonly unknown[];
  readonly _remove: (client: PgClient) => void;
  readonly _pulseQueue: () => void;
  readonly on: (event: string, listener: (...values: never[]) => void) => unknown;
  readonly off: (event: string, listener: (...values: never[]) => void) => unknown;
};

/** The prototype that carries `connect`, which every use of a pool goes through. */
export type PoolPrototype = { connect: (this: PgPool, callback?: unknown) => unknown };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export function isPgPool(value: unknown): value is PgPool {
  if (!isObject(value) || !isObject(value['options'])) return false;
  return (
    typeof value['options']['max'] === 'number' &&
    ['_clients', '_idle', '_pendingQueue'].every((name) => Array.isArray(value[name])) &&
    ['connect', '_remove', '_pulseQueue', 'on', 'off'].every((name) => typeof value[name] === 'function')
  );
}

function hasOwnConnect(value: object): value is PoolPrototype {
  const own = Object.getOwnPropertyDescriptor(value, 'connect');
  return typeof own?.value === 'function' && own.writable === true;
}

/** The prototype of a pool that has `connect` of its own; undefined where it cannot be written to. */
export function prototypeOf(pool: object): PoolPrototype | undefined {
  for (let next: unknown = Object.getPrototypeOf(pool); isObject(next); next = Object.getPrototypeOf(next))
    if (hasOwnConnect(next)) return next;
  return undefined;
}

/** Prototypes of the pools that the program has loaded as a package, in CommonJS or by an import. */
export function loadedPrototypes(cache: NodeJS.Dict<NodeJS.Module>): readonly PoolPrototype[] {
  return Object.keys(cache).flatMap((file) => {
    if (!/[\\/]pg-pool[\\/]index\.js$/.test(file)) return [];
    const exports: unknown = cache[file]?.exports;
    const prototype: unknown = typeof exports === 'function' ? exports.prototype : undefined;
    return isObject(prototype) && hasOwnConnect(prototype) ? [prototype] : [];
  });
}

/** The name of what made an object, for people. */
export const makerOf = (value: object): string => value.constructor?.name || 'an object without a class';

/** `agents on 127.0.0.1:5432`: where the pool connects to, as far as one of its clients tells. */
export function poolLabel({ _clients: [client] }: PgPool): string {
  if (client === undefined) return '';
  const { host, port, database } = client;
  const words = [database, host].map((word) => (typeof word === 'string' && word !== '' ? word : '?'));
  return `${words[0]} on ${words[1]}:${typeof port === 'number' ? port : '?'}`;
}

/** True where a statement of the client runs. Older versions of `pg` have the field without its line below. */
export function isQuerying(client: PgClient): boolean {
  // The name without the line warns where both are there.
  const active: unknown =
    '_activeQuery' in client ? client._activeQuery : 'activeQuery' in client ? client.activeQuery : null;
  return active !== null && active !== undefined;
}

/** Bytes that were sent to the server so far: they move with every statement. -1 where the client does not tell. */
export function sentBytes({ connection }: PgClient): number {
  const stream = isObject(connection) ? connection['stream'] : undefined;
  const sent = isObject(stream) ? stream['bytesWritten'] : undefined;
  return typeof sent === 'number' ? sent : -1;
}

/** True where somebody waits for notifications of the server on this client. */
export const isListening = (client: PgClient): boolean => (client.listenerCount?.('notification') ?? 0) > 0;
