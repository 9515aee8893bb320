import { Socket } from 'node:net';

/** A WebSocket of `ws`, told by its shape. */
export type WebSocketLike = {
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly _isServer?: unknown;
  readonly _url?: unknown;
  readonly _closeCode?: unknown;
  readonly _receiver?: unknown;
};

/** An open WebSocket at one look; bytes are those since the look before. */
export type WatchedSocket = {
  readonly webSocket: WebSocketLike;
  readonly label: string;
  readonly isNew: boolean;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly bufferedBytes: number;
};

type Known = { readonly socket: Socket; readonly label: string; received: number; sent: number };

const closing = 2;
/** Sockets that are looked at: a program with more is told of by the first ones. */
const socketsMax = 10_000;
/** Until the first WebSocket is found, sockets are searched by their symbols, which is slower. */
const searchedMax = 200;

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null;

function isWebSocket(value: unknown): value is WebSocketLike {
  return isObject(value) && typeof value['readyState'] === 'number' && typeof value['bufferedAmount'] === 'number';
}

function labelOf({ _isServer: isServer, _url: url }: WebSocketLike, socket: Socket): string {
  if (isServer === true) return `server on :${socket.localPort ?? '?'}`;
  if (typeof url !== 'string') return `client of ${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
  // What follows the host may hold a token.
  return /^wss?:\/\/[^/?#]+/.exec(url)?.[0].replace(/\/\/[^@]*@/, '//') ?? 'a client';
}

function activeSockets(): readonly Socket[] {
  const list: unknown = '_getActiveHandles' in process ? process._getActiveHandles : undefined;
  if (typeof list !== 'function') return [];
  const handles: unknown = Reflect.apply(list, process, []);
  return Array.isArray(handles) ? handles.filter((handle) => handle instanceof Socket).slice(0, socketsMax) : [];
}

/** Which sockets of the program carry a WebSocket: found by what keeps the event loop alive, so nothing is wrapped. */
export function socketKeeper() {
  const known = new Map<WebSocketLike, Known>();
  let symbol: symbol | undefined;
  const carried = (socket: object): unknown => {
    if (symbol !== undefined) return Reflect.get(socket, symbol);
    const found = Object.getOwnPropertySymbols(socket).find((one) => one.description === 'websocket');
    const value: unknown = found === undefined ? undefined : Reflect.get(socket, found);
    // The socket keeps the place with nothing in it before the handshake.
    if (isWebSocket(value)) symbol = found;
    return value;
  };
  const webSocketsNow = () => {
    const sockets = activeSockets();
    const searched = symbol === undefined ? sockets.slice(-searchedMax) : sockets;
    return searched.flatMap((socket) => {
      const webSocket = carried(socket);
      return isWebSocket(webSocket) && webSocket.readyState <= closing ? [{ socket, webSocket }] : [];
    });
  };
  return {
    labelOf: (webSocket: WebSocketLike) => known.get(webSocket)?.label ?? '',
    /** What is open now, and what was at the last look and is no more. */
    look: () => {
      const open = webSocketsNow().map(({ socket, webSocket }): WatchedSocket => {
        const before = known.get(webSocket);
        const one = before ?? {
          socket,
          label: labelOf(webSocket, socket),
          received: socket.bytesRead,
          sent: socket.bytesWritten,
        };
        const receivedBytes = socket.bytesRead - one.received;
        const sentBytes = socket.bytesWritten - one.sent;
        Object.assign(one, { received: socket.bytesRead, sent: socket.bytesWritten });
        known.set(webSocket, one);
        const { bufferedAmount: bufferedBytes } = webSocket;
        return { webSocket, label: one.label, isNew: before === undefined, receivedBytes, sentBytes, bufferedBytes };
      });
      const still = new Set(open.map(({ webSocket }) => webSocket));
      const closed = [...known].flatMap(([webSocket, { label }]) => {
        if (still.has(webSocket)) return [];
        known.delete(webSocket);
        const { _closeCode: code } = webSocket;
        return [{ label, code: typeof code === 'number' ? code : 1006 }];
      });
      return { open, closed };
    },
  };
}
