import type { FramePort } from './framePort.ts';

/** The part of a WebSocket that a port needs; the `ws` package and browsers both have it. */
export type WebSocketLike = {
  binaryType: string;
  readonly readyState: number;
  readonly send: (frame: string | ArrayBuffer) => void;
  readonly close: (code?: number, reason?: string) => void;
  readonly addEventListener: {
    (name: 'message', listener: (event: { readonly data: unknown }) => void): void;
    (name: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
    (name: 'error', listener: () => void): void;
  };
};

/** WebSocket.OPEN, the same number everywhere. */
const openState = 1;

/** A port over an open WebSocket. What is sent after its end goes nowhere. */
export function webSocketPort(socket: WebSocketLike): FramePort {
  socket.binaryType = 'arraybuffer';
  return {
    send: (frame) => {
      if (socket.readyState === openState) socket.send(frame);
    },
    listen: ({ onFrame, onClose }) => {
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' || data instanceof ArrayBuffer) onFrame(data);
      });
      socket.addEventListener('close', ({ code, reason }) => onClose(reason === '' ? `code ${code}` : reason));
      // A broken connection closes too, and that is told by the close.
      socket.addEventListener('error', () => undefined);
    },
    close: () => socket.close(1000),
  };
}
