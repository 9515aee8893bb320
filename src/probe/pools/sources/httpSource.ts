import { ClientRequest, type Agent } from 'node:http';
import type { LivePoolFigures } from '../../../protocol/livePools.ts';
import { channelSubscriptions } from '../channelSubscriptions.ts';
import { poolLedger, type PoolLedger } from '../poolLedger.ts';
import { unknownFigures, type PoolSource } from '../poolSource.ts';
import { heldStack, type HeldStack } from '../callSite.ts';
import { performance } from 'node:perf_hooks';

const originsMax = 32;
const agentsMax = 16;
/** Stacks of an origin: of its first uses, then of one in so many. */
const stacksAtFirst = 16;
const stackEvery = 256;
/** An origin that nobody has asked for so many readings is forgotten. */
const quietReadsMax = 60;

type Origin = {
  readonly poolId: string;
  readonly label: string;
  /** As an agent names its sockets: `host:port:`. */
  readonly socketPrefix: string;
  readonly ledger: PoolLedger;
  readonly agents: Set<WeakRef<Agent>>;
  readonly seen: WeakSet<Agent>;
  newAgents: number;
  made: number;
  opened: number;
  failures: number;
  quietReads: number;
};

type Lists = { readonly [name: string]: readonly unknown[] | undefined };

function counted(lists: Lists, prefix: string): number {
  let count = 0;
  for (const [name, list] of Object.entries(lists)) if (name.startsWith(prefix)) count += list?.length ?? 0;
  return count;
}

function originOf(request: ClientRequest): { readonly label: string; readonly socketPrefix: string } {
  const { protocol, host } = request;
  const header = request.getHeader('host');
  const named = typeof header === 'string' ? header : host;
  const port = /:(\d+)$/.exec(named)?.[1] ?? (protocol === 'https:' ? '443' : '80');
  return { label: `${protocol}//${named}`, socketPrefix: `${host}:${port}:` };
}

function agentOf(request: object): Agent | undefined {
  const agent: unknown = 'agent' in request ? request.agent : undefined;
  const isAgent = typeof agent === 'object' && agent !== null && 'sockets' in agent && 'freeSockets' in agent;
  // Made by `http`, or by a subclass of its agent, which keeps these lists.
  return isAgent ? (agent as Agent) : undefined;
}

function keepsAlive(agent: Agent | undefined): boolean | null {
  const keep: unknown = agent !== undefined && 'keepAlive' in agent ? agent.keepAlive : undefined;
  return typeof keep === 'boolean' ? keep : null;
}

function figuresOf(origin: Origin, seconds: number): LivePoolFigures {
  const agents = [...origin.agents].flatMap((reference) => reference.deref() ?? []);
  for (const reference of origin.agents) if (reference.deref() === undefined) origin.agents.delete(reference);
  const sum = (lists: (agent: Agent) => Lists) =>
    agents.reduce((count, agent) => count + counted(lists(agent), origin.socketPrefix), 0);
  const busy = sum(({ sockets }) => sockets);
  const last = agents.at(-1);
  const max = last?.maxSockets ?? Infinity;
  const { acquires: finished, hold, sites } = origin.ledger.take();
  const figures: LivePoolFigures = {
    ...unknownFigures,
    poolId: origin.poolId,
    kind: 'http',
    label: origin.label,
    capacity: Number.isFinite(max) && agents.length === 1 ? max : null,
    total: busy + sum(({ freeSockets }) => freeSockets),
    busy,
    waiting: sum(({ requests }) => requests),
    seconds,
    uses: finished,
    opened: origin.opened,
    failures: origin.failures,
    hold,
    agents: origin.newAgents,
    keepsAlive: keepsAlive(last),
    sites,
  };
  Object.assign(origin, { newAgents: 0, opened: 0, failures: 0 });
  return figures;
}

/** The origins that are asked, and the uses of each. */
function originBook() {
  const origins = new Map<string, Origin>();
  let made = 0;
  const known = (request: ClientRequest): Origin | undefined => {
    const { label, socketPrefix } = originOf(request);
    const found = origins.get(label);
    if (found !== undefined || origins.size >= originsMax) return found;
    made += 1;
    const counts = { newAgents: 0, made: 0, opened: 0, failures: 0, quietReads: 0 };
    const added: Origin = {
      poolId: `http-${made}`,
      label,
      socketPrefix,
      ledger: poolLedger(),
      agents: new Set(),
      seen: new WeakSet(),
      ...counts,
    };
    origins.set(label, added);
    return added;
  };
  return {
    known,
    read: (seconds: number) =>
      [...origins.values()].map((origin) => {
        const figures = figuresOf(origin, seconds);
        origin.quietReads = figures.uses === 0 && figures.total === 0 ? origin.quietReads + 1 : 0;
        if (origin.quietReads > quietReadsMax) origins.delete(origin.label);
        return figures;
      }),
  };
}

export const httpSource: PoolSource = {
  what: 'Agents of http and https: connections of each origin, how often one is used again, and who waits for one.',
  cost: '2 µs a request, by Node’s own channels; nothing is wrapped',
  start: ({ safely }) => {
    const book = originBook();
    const connections = new WeakSet<object>();
    const started = new WeakMap<object, { readonly at: number; readonly origin: Origin }>();
    /** Stacks of requests that have not started: those of their making, where this Node tells of it. */
    const makers = new WeakMap<object, HeldStack>();
    const create = function create(request: ClientRequest) {
      const origin = book.known(request);
      if (origin === undefined) return;
      origin.made += 1;
      if (origin.made <= stacksAtFirst || origin.made % stackEvery === 0) makers.set(request, heldStack(create));
    };
    const start = (request: ClientRequest) => {
      const origin = book.known(request);
      if (origin === undefined) return;
      const agent = agentOf(request);
      if (agent !== undefined && !origin.seen.has(agent)) {
        origin.seen.add(agent);
        origin.newAgents += 1;
        if (origin.agents.size < agentsMax) origin.agents.add(new WeakRef(agent));
      }
      const site = origin.ledger.siteOf(makers.get(request)?.frames() ?? []);
      if (site !== undefined) {
        site.count += 1;
        site.taken += 1;
      }
      started.set(request, { at: performance.now(), origin });
    };
    const end = (request: unknown, hasFailed: boolean) => {
      if (!(request instanceof ClientRequest)) return;
      const use = started.get(request);
      if (use === undefined) return;
      started.delete(request);
      // A waiting request is handed a used connection without the mark of one, so connections are known by themselves.
      const { socket } = request;
      if (socket !== null && socket !== undefined && !connections.has(socket)) {
        connections.add(socket);
        use.origin.opened += 1;
      }
      if (hasFailed) use.origin.failures += 1;
      use.origin.ledger.waited(0);
      use.origin.ledger.held(performance.now() - use.at);
    };
    const stop = channelSubscriptions({
      'http.client.request.created': ({ request }) =>
        void safely(() => request instanceof ClientRequest && create(request)),
      'http.client.request.start': ({ request }) =>
        void safely(() => request instanceof ClientRequest && start(request)),
      'http.client.response.finish': ({ request }) => safely(() => end(request, false)),
      'http.client.request.error': ({ request }) => safely(() => end(request, true)),
    });
    return { read: book.read, stop };
  },
};
