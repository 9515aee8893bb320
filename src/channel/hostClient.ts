import { CancellationTokenSource, ErrorCodes, ResponseError, type MessageConnection } from 'vscode-jsonrpc';
import { decodeColumnBlock, type ColumnBlock } from '../protocol/columnBlock.ts';
import {
  Failure,
  failureErrorCode,
  failureOf,
  failures,
  type FailureBody,
  type FailureCode,
} from '../protocol/failures.ts';
import type { HostAnswer, HostEventName, HostEvents, HostMethod, HostParams } from '../protocol/hostChannel.ts';
import type { Progress } from '../protocol/jobs.ts';
import { frameConnection } from './frameConnection.ts';
import type { FramePort } from './framePort.ts';

/** What a request needs of an AbortSignal; this folder knows no platform. */
export type CancelSignal = {
  readonly throwIfAborted: () => void;
  readonly addEventListener: (name: 'abort', listener: () => void, options: { once: boolean }) => void;
  readonly removeEventListener: (name: 'abort', listener: () => void) => void;
};

export type RequestOptions = {
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: Progress) => void;
};

/** A client of the host channel: typed requests, events and column blocks. */
export type HostClient = {
  /** Asks a query or an intent. Rejects with a Failure, or with an AbortError when `signal` is aborted. */
  readonly request: <Method extends HostMethod>(
    method: Method,
    params: HostParams<Method>,
    options?: RequestOptions,
  ) => Promise<HostAnswer<Method>>;
  /** As `request`, for methods whose rows come as a block. */
  readonly requestBlock: <Method extends 'series/range' | 'collections/range' | 'profiles/flame'>(
    method: Method,
    params: HostParams<Method>,
    options?: RequestOptions,
  ) => Promise<{ readonly answer: HostAnswer<Method>; readonly block: ColumnBlock }>;
  /** Returns its stop. */
  readonly onEvent: <Name extends HostEventName>(name: Name, listener: (event: HostEvents[Name]) => void) => () => void;
  /** Live blocks of the targets this client follows. Returns its stop. */
  readonly onBlock: (listener: (block: ColumnBlock) => void) => () => void;
  readonly onClose: (listener: () => void) => () => void;
  readonly close: () => void;
};

function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && Object.hasOwn(failures, value);
}

function isFailureBody(value: unknown): value is FailureBody {
  return (
    typeof value === 'object' && value !== null && 'code' in value && isFailureCode(value.code) && 'message' in value
  );
}

/** What a rejected request stands for. */
function rejectionOf(error: unknown): Error {
  if (error instanceof ResponseError && error.code === failureErrorCode && isFailureBody(error.data))
    return failureOf(error.data);
  if (error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected)
    return new Failure('hostGone', 'the connection to the host ended before it answered');
  return error instanceof Error ? error : new Error(String(error));
}

class Listeners<Value> {
  private readonly all = new Set<(value: Value) => void>();

  add(listener: (value: Value) => void): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  tell(value: Value): void {
    for (const listener of this.all) listener(value);
  }
}

/** A client over an open port. The port's owner has already proven who it is. */
export function hostClientOver(port: FramePort): HostClient {
  const blocks = new Listeners<ColumnBlock>();
  const closed = new Listeners<void>();
  const waitingBlocks = new Map<number, ColumnBlock>();
  const progressListeners = new Map<string, (progress: Progress) => void>();
  let nextToken = 1;

  const connection: MessageConnection = frameConnection(port, (frame) => {
    const block = decodeColumnBlock(frame);
    if (block.head.kind === 'answer') waitingBlocks.set(block.head.blockId, block);
    else blocks.tell(block);
  });
  const events = new Map<string, Set<(event: unknown) => void>>();
  connection.onNotification((name, event) => {
    for (const listener of events.get(name) ?? []) listener(event);
  });
  const onEvent: HostClient['onEvent'] = (name, listener) => {
    const listeners = events.get(name) ?? new Set();
    // The host is the only sender, and it is typed by the same table.
    const tell = (event: unknown) => listener(event as HostEvents[typeof name]);
    events.set(name, listeners.add(tell));
    return () => listeners.delete(tell);
  };
  onEvent('progress', (event) => progressListeners.get(event.token)?.(event.progress));
  connection.onClose(() => {
    // What was asked and not answered is rejected by this.
    connection.dispose();
    closed.tell();
  });
  connection.onError(() => undefined);
  connection.listen();

  const request: HostClient['request'] = async (method, params, options = {}) => {
    const cancellation = new CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    options.signal?.throwIfAborted();
    options.signal?.addEventListener('abort', cancel, { once: true });
    const token = options.onProgress === undefined ? undefined : String(nextToken++);
    if (token !== undefined && options.onProgress !== undefined) progressListeners.set(token, options.onProgress);
    try {
      return await connection.sendRequest(
        method,
        token === undefined ? params : { ...params, progress: token },
        cancellation.token,
      );
    } catch (error) {
      options.signal?.throwIfAborted();
      throw rejectionOf(error);
    } finally {
      options.signal?.removeEventListener('abort', cancel);
      if (token !== undefined) progressListeners.delete(token);
      cancellation.dispose();
    }
  };

  return {
    request,
    requestBlock: async (method, params, options) => {
      const answer = await request(method, params, options);
      const block = waitingBlocks.get(answer.blockId);
      waitingBlocks.delete(answer.blockId);
      if (block === undefined) throw new Failure('internal', `the rows of ${method} did not arrive`);
      return { answer, block };
    },
    onEvent,
    onBlock: (listener) => blocks.add(listener),
    onClose: (listener) => closed.add(listener),
    close: () => {
      connection.end();
      connection.dispose();
    },
  };
}
