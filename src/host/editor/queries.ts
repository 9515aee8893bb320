import { Failure } from '../../protocol/failures.ts';
import type { PlanId, PlanSummary, QueryPlan, SqlStatement } from '../../protocol/plans.ts';
import type { Handlers, RequestContext } from '../channel/handlers.ts';
import type { OnBroadcast } from '../channel/heardBroadcast.ts';

/** What the editor asks about statements and their plans. */
export type Queries = {
  /** The statements of a text, parsed away from this thread. */
  readonly statements: (file: string, text: string) => Promise<readonly SqlStatement[]>;
  readonly plans: () => readonly PlanSummary[];
  readonly plan: (planId: PlanId) => Promise<QueryPlan>;
  readonly isConnected: () => boolean;
  /** Runs after plans or the connection changed. Returns its stop. */
  readonly onChange: (listener: () => void) => () => void;
};

type Asked = Handlers<'sql/statements' | 'plans/list' | 'plans/get'>;

/** The host as its own client: it asks for no blocks and is never gone. */
const ownContext: RequestContext = {
  signal: new AbortController().signal,
  client: {
    clientId: 0,
    sendAnswerBlock: () => {
      throw new Failure('internal', 'the editor features take no blocks');
    },
    sendLiveBlock: () => undefined,
    onClose: () => undefined,
  },
  progress: () => undefined,
};

/** Asks what a client of the host channel would ask, and hears what it would be told. */
export function hostQueries(handlers: Asked, onBroadcast: OnBroadcast): Queries {
  const listeners = new Set<() => void>();
  let plans: readonly PlanSummary[] = [];
  let isConnected = false;
  const takePlans = (list: readonly PlanSummary[]) => {
    if (list.length === 0 && plans.length === 0) return;
    plans = list;
    for (const listener of listeners) listener();
  };
  onBroadcast('plans/changed', (event) => takePlans(event.plans));
  onBroadcast('database/changed', ({ database }) => {
    const wasConnected = isConnected;
    isConnected = database !== null;
    if (wasConnected !== isConnected) for (const listener of listeners) listener();
  });
  // Plans of an earlier host of the workspace; without them the source shows none.
  const kept = async () => handlers['plans/list']({}, ownContext);
  void kept().then(takePlans, () => undefined);
  return {
    statements: async (file, text) => handlers['sql/statements']({ file, text }, ownContext),
    plans: () => plans,
    plan: async (planId) => handlers['plans/get']({ planId }, ownContext),
    isConnected: () => isConnected,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
