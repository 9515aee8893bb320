import type { FramePort, FramePortListener } from '../../src/channel/framePort.ts';

/** Two ports, each the other's far end; a frame arrives before `send` returns. */
export function framePipe(): readonly [FramePort, FramePort] {
  const listeners: (FramePortListener | undefined)[] = [undefined, undefined];
  const end = (own: 0 | 1): FramePort => ({
    send: (frame) => listeners[1 - own]?.onFrame(frame),
    listen: (listener) => {
      listeners[own] = listener;
    },
    close: () => {
      for (const listener of listeners) listener?.onClose('closed');
    },
  });
  return [end(0), end(1)];
}
