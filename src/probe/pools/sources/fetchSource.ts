import { performance } from 'node:perf_hooks';
import type { LivePoolFigures } from '../../../protocol/livePools.ts';
import { heldStack } from '../callSite.ts';
import { channelSubscriptions } from '../channelSubscriptions.ts';
import { poolLedger, type PoolLedger } from '../poolLedger.ts';
import { unknownFigures, type PoolSource } from '../poolSource.ts';

const originsMax = 32;
const socketsMax = 512;
const stacksAtFirst = 16;
const stackEvery = 256;
/** An origin that nobody has asked for so many readings is forgotten. */
const quietReadsMax = 60;

type Origin = {
  readonly poolId: string;
  readonly label: string;
  readonly ledger: PoolLedger;
  readonly sockets: Set<WeakRef<object>>;
  asked: number;
  waiting: number;
  busy: number;
  opened: number;
  failures: number;
  quietReads: number;
};
type Use = { readonly origin: Origin; readonly askedAt: number; sentAt: number | undefined };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isOpen = (socket: object | undefined) => socket !== undefined && 'destroyed' in socket && !socket.destroyed;

function figuresOf(origin: Origin, seconds: number): LivePoolFigures {
  for (const reference of origin.sockets) if (!isOpen(reference.deref())) origin.sockets.delete(reference);
  const { acquires, failures: _none, ...counted } = origin.ledger.take();
  const figures: LivePoolFigures = {
    ...unknownFigures,
    poolId: origin.poolId,
    kind: 'fetch',
    label: origin.label,
    // Connections from before the watching are known by what runs on them.
    total: Math.max(origin.sockets.size, origin.busy),
    busy: origin.busy,
    waiting: origin.waiting,
    seconds,
    uses: acquires,
    opened: origin.opened,
    failures: origin.failures,
    ...counted,
  };
  Object.assign(origin, { opened: 0, failures: 0 });
  return figures;
}

/** The origins that are asked by `fetch` and undici, and what becomes of each request. */
function originBook() {
  const origins = new Map<string, Origin>();
  let made = 0;
  return {
    known: (label: string): Origin | undefined => {
      const found = origins.get(label);
      if (found !== undefined || origins.size >= originsMax) return found;
      made += 1;
      const counts = { asked: 0, waiting: 0, busy: 0, opened: 0, failures: 0, quietReads: 0 };
      const added: Origin = { poolId: `fetch-${made}`, label, ledger: poolLedger(), sockets: new Set(), ...counts };
      origins.set(label, added);
      return added;
    },
    read: (seconds: number) =>
      [...origins.values()].map((origin) => {
        const figures = figuresOf(origin, seconds);
        const isQuiet = figures.uses === 0 && figures.total === 0 && figures.waiting === 0;
        origin.quietReads = isQuiet ? origin.quietReads + 1 : 0;
        if (origin.quietReads > quietReadsMax) origins.delete(origin.label);
        return figures;
      }),
  };
}

const originText = (origin: unknown): string => (origin instanceof URL ? origin.origin : String(origin));

export const fetchSource: PoolSource = {
  what: 'Connections of fetch and undici for each origin: how often one is used again, and how long requests wait for one.',
  cost: '3 µs a request, by the channels of undici; nothing is wrapped',
  start: ({ safely }) => {
    const book = originBook();
    const uses = new WeakMap<object, Use>();
    const create = function create(request: Readonly<Record<string, unknown>>) {
      const origin = book.known(originText(request['origin']));
      if (origin === undefined) return;
      origin.asked += 1;
      origin.waiting += 1;
      if (origin.asked <= stacksAtFirst || origin.asked % stackEvery === 0) {
        const site = origin.ledger.siteOf(heldStack(create).frames());
        if (site !== undefined) {
          site.count += 1;
          site.taken += 1;
        }
      }
      uses.set(request, { origin, askedAt: performance.now(), sentAt: undefined });
    };
    const send = (request: unknown) => {
      const use = isObject(request) ? uses.get(request) : undefined;
      // A request that is sent again after a broken connection has waited already.
      if (use === undefined || use.sentAt !== undefined) return;
      use.sentAt = performance.now();
      use.origin.waiting -= 1;
      use.origin.busy += 1;
      use.origin.ledger.waited(use.sentAt - use.askedAt);
    };
    const end = (request: unknown, hasFailed: boolean) => {
      const use = isObject(request) ? uses.get(request) : undefined;
      if (use === undefined || !isObject(request)) return;
      uses.delete(request);
      const { origin, sentAt } = use;
      if (hasFailed) origin.failures += 1;
      if (sentAt === undefined) origin.waiting -= 1;
      else {
        origin.busy -= 1;
        origin.ledger.held(performance.now() - sentAt);
      }
    };
    const connect = (parameters: unknown, socket: unknown) => {
      if (!isObject(parameters)) return;
      const origin = book.known(`${String(parameters['protocol'])}//${String(parameters['host'])}`);
      if (origin === undefined) return;
      origin.opened += 1;
      if (isObject(socket) && origin.sockets.size < socketsMax) origin.sockets.add(new WeakRef(socket));
    };
    const stop = channelSubscriptions({
      'undici:request:create': ({ request }) => void safely(() => isObject(request) && create(request)),
      'undici:client:sendHeaders': ({ request }) => safely(() => send(request)),
      'undici:request:trailers': ({ request }) => safely(() => end(request, false)),
      'undici:request:error': ({ request }) => safely(() => end(request, true)),
      'undici:client:connected': ({ connectParams, socket }) => safely(() => connect(connectParams, socket)),
    });
    return { read: book.read, stop };
  },
};
