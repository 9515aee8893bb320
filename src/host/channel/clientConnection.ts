import { ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc';
import type { WebSocket } from 'ws';
import { frameConnection } from '../../channel/frameConnection.ts';
import { webSocketPort } from '../../channel/webSocketPort.ts';
import { encodeColumnBlock } from '../../protocol/columnBlock.ts';
import { Failure, failureErrorCode } from '../../protocol/failures.ts';
import { limits } from '../../protocol/limits.ts';
import { storeFailure } from '../store/storeFailure.ts';
import type { Dispatch } from './dispatch.ts';
import type { Client } from './handlers.ts';

/** JSON-RPC's customary number for a request that was cancelled. */
const cancelledErrorCode = -32_800;

/** A client that is connected: what the server does with it. */
export type ClientConnection = {
  readonly sendEvent: (name: string, event: unknown) => void;
  /** Live blocks not sent because this client was slow. */
  readonly droppedBlocks: () => number;
  readonly end: () => void;
};

/** The text of an answer to a request that failed. What is no Failure is our own mistake: it is reported. */
function errorAnswer(error: unknown, method: string, report: (error: unknown) => void): ResponseError<unknown> {
  const known = error instanceof Failure ? error : storeFailure(error);
  if (known === undefined) report(error);
  const failure = known ?? new Failure('internal', `${method} failed in the host`, error);
  return new ResponseError(failureErrorCode, failure.message, failure.body());
}

/** An AbortSignal for a request: aborted when the client cancels it, or leaves. */
function requestAbort(token: CancellationToken, closing: AbortSignal): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const onCancel = token.onCancellationRequested(abort);
  closing.addEventListener('abort', abort, { once: true });
  if (token.isCancellationRequested || closing.aborted) abort();
  const release = () => {
    onCancel.dispose();
    closing.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, release };
}

/** Serves one client on its open socket until it closes. */
export function serveClient(
  socket: WebSocket,
  clientId: number,
  dispatch: Dispatch,
  report: (error: unknown) => void,
): ClientConnection {
  const closing = new AbortController();
  let nextBlockId = 1;
  let dropped = 0;
  let openRequests = 0;

  const client: Client = {
    clientId,
    sendAnswerBlock: (columns) => {
      const blockId = nextBlockId;
      nextBlockId += 1;
      socket.send(encodeColumnBlock({ head: { kind: 'answer', blockId }, columns }));
      return blockId;
    },
    sendLiveBlock: (block) => {
      if (socket.bufferedAmount > limits.clientBufferBytesMax.value) dropped += 1;
      else socket.send(encodeColumnBlock(block));
    },
    onClose: (listener) => {
      if (closing.signal.aborted) listener();
      else closing.signal.addEventListener('abort', listener, { once: true });
    },
  };

  const connection: MessageConnection = frameConnection(webSocketPort(socket), () =>
    socket.close(1003, 'the host takes no binary frames'),
  );
  const sendEvent = (name: string, event: unknown) => {
    if (socket.readyState !== socket.OPEN) return;
    connection.sendNotification(name, event).catch(report);
  };
  connection.onRequest(async (method: string, params: unknown, token: CancellationToken) => {
    const { signal, release } = requestAbort(token, closing.signal);
    openRequests += 1;
    try {
      if (openRequests > limits.clientRequestsMax.value)
        throw new Failure('limitReached', `more than ${limits.clientRequestsMax.value} requests are open`);
      return await dispatch(method, params, { signal, client, sendProgress: (event) => sendEvent('progress', event) });
    } catch (error) {
      if (signal.aborted) return new ResponseError(cancelledErrorCode, `${method} was cancelled`);
      return errorAnswer(error, method, report);
    } finally {
      openRequests -= 1;
      release();
    }
  });
  connection.onError(() => socket.close(1007, 'a text frame is one JSON-RPC message'));
  connection.onClose(() => {
    closing.abort();
    connection.dispose();
  });
  connection.listen();
  return { sendEvent, droppedBlocks: () => dropped, end: () => socket.close(1001, 'the host ends') };
}
