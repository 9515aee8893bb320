import type { ColumnBlock } from '../../protocol/columnBlock.ts';
import type { HostAnswer, HostEventName, HostEvents, HostMethod, HostParams } from '../../protocol/hostChannel.ts';
import type { Progress } from '../../protocol/jobs.ts';

/** One connected client, as a handler sees it. */
export type Client = {
  readonly clientId: number;
  /** Sends an answer's rows, before the answer itself. Returns the block's id for the answer. */
  readonly sendAnswerBlock: (columns: ColumnBlock['columns']) => number;
  /** Sends a live block; dropped when the client is slow. Results are never dropped. */
  readonly sendLiveBlock: (block: ColumnBlock) => void;
  /** Runs when the connection ends. */
  readonly onClose: (listener: () => void) => void;
};

export type RequestContext = {
  /** Aborted when the client cancels or leaves. */
  readonly signal: AbortSignal;
  readonly client: Client;
  /** Tells the asking client how far the work is, when it asked for that. */
  readonly progress: (progress: Progress) => void;
};

/** Handlers of some methods. A part of the host gives its table; `main.ts` puts the tables together. */
export type Handlers<Methods extends HostMethod> = {
  readonly [Method in Methods]: (
    params: HostParams<Method>,
    context: RequestContext,
  ) => HostAnswer<Method> | Promise<HostAnswer<Method>>;
};

/** Sends an event to every client. */
export type Broadcast = <Name extends HostEventName>(name: Name, event: HostEvents[Name]) => void;
