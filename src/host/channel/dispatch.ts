import { Failure } from '../../protocol/failures.ts';
import type { HostEvents, HostMethod, HostParams } from '../../protocol/hostChannel.ts';
import type { Progress } from '../../protocol/jobs.ts';
import type { Client, Handlers, RequestContext } from './handlers.ts';
import { paramParsers } from './paramParsers.ts';
import { text } from './parsers.ts';

/** What the connection knows of a request. */
export type RequestSource = {
  readonly signal: AbortSignal;
  readonly client: Client;
  readonly sendProgress: (event: HostEvents['progress']) => void;
};

/** Answers one request. Throws a Failure, whatever the handler throws, or the signal's reason. */
export type Dispatch = (method: string, params: unknown, source: RequestSource) => Promise<unknown>;

type Route = (params: unknown, context: RequestContext) => unknown;

/** Progress is told at most this often, besides its last step: a person sees no more. */
const progressIntervalMs = 50;

function routeOf<Method extends HostMethod>(method: Method, handlers: Partial<Handlers<Method>>): Route {
  const parse: (value: unknown, field: string) => HostParams<Method> = paramParsers[method];
  const handler = handlers[method];
  return (params, context) => handler?.(parse(params, 'params'), context);
}

function progressTo(params: unknown, source: RequestSource): (progress: Progress) => void {
  if (typeof params !== 'object' || params === null || !('progress' in params)) return () => undefined;
  const token = text(params.progress, 'params.progress');
  let toldAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    const isPassing = progress.done !== progress.total && progress.soFar === undefined;
    if (now - toldAt < progressIntervalMs && isPassing) return;
    toldAt = now;
    source.sendProgress({ token, progress });
  };
}

/** Puts the tables of all parts together. Params are proven at this door; behind it the types are trusted. */
export function dispatchOver(handlers: Partial<Handlers<HostMethod>>): Dispatch {
  const routes = new Map<string, Route>();
  // The keys of a handler table are methods, by its type.
  for (const method of Object.keys(handlers) as HostMethod[]) routes.set(method, routeOf(method, handlers));
  return async (method, params = {}, source) => {
    const route = routes.get(method);
    if (route === undefined) throw new Failure('badRequest', `the host has no method '${method.slice(0, 100)}'`);
    source.signal.throwIfAborted();
    return route(params, { signal: source.signal, client: source.client, progress: progressTo(params, source) });
  };
}
