import { describe, expect, test } from 'vitest';
import type { FramePort } from '../../../src/channel/framePort.ts';
import type { PanelView, ToExtension, ToPanel } from '../../../src/protocol/panelChannel.ts';
import { openPipe } from '../../../webview/client/pipe.ts';

/** The panel's end of a pipe, with the extension's end in hand. */
function pipe() {
  const posted: ToExtension[] = [];
  const told: unknown[] = [];
  let port: FramePort | undefined;
  let toPanel: (message: ToPanel) => void = () => undefined;
  const stop = openPipe(
    { post: (message) => posted.push(message), remembered: () => undefined, remember: () => undefined },
    {
      listen: (onMessage) => {
        toPanel = onMessage;
        return () => (toPanel = () => undefined);
      },
    },
    {
      onOpen: (opened) => {
        port = opened;
        told.push('open');
        opened.listen({ onFrame: (frame) => told.push(frame), onClose: (reason) => told.push(`closed: ${reason}`) });
      },
      onConnecting: () => told.push('connecting'),
      onClosed: (reason, retryInMs) => told.push(['closed', reason, retryInMs]),
      onShow: (view: PanelView) => told.push(view),
    },
  );
  return { posted, told, stop, port: () => port, send: (message: ToPanel) => toPanel(message) };
}

describe('the panel’s end of the pipe', () => {
  test('says that it is ready with its credits, and pays each message of frames back', () => {
    const { posted, told, send } = pipe();
    expect(posted).toEqual([{ type: 'ready', credits: 16 }]);
    send({ type: 'pipe', state: 'open' });
    const binary = new ArrayBuffer(8);
    send({ type: 'frames', frames: ['text', binary] });
    expect(told).toEqual(['open', 'text', binary]);
    expect(posted.slice(1)).toEqual([{ type: 'credit', credits: 1 }]);
  });

  test('frames of one moment go out as one message, in order', async () => {
    const { posted, port, send } = pipe();
    send({ type: 'pipe', state: 'open' });
    port()?.send('a');
    port()?.send('b');
    await Promise.resolve();
    expect(posted.slice(1)).toEqual([{ type: 'frames', frames: ['a', 'b'] }]);
  });

  test('a road that closed carries nothing more, and a new one is another port', async () => {
    const { posted, told, port, send } = pipe();
    send({ type: 'pipe', state: 'open' });
    const first = port();
    send({ type: 'pipe', state: 'closed', reason: 'the host ended', retryInMs: 1_000 });
    first?.send('lost');
    send({ type: 'frames', frames: ['nobody listens'] });
    await Promise.resolve();
    expect(told).toEqual(['open', 'closed: the host ended', ['closed', 'the host ended', 1_000]]);
    expect(posted.slice(1)).toEqual([{ type: 'credit', credits: 1 }]);
    send({ type: 'pipe', state: 'open' });
    expect(port()).not.toBe(first);
  });

  test('wishes to show something are passed on until the stop', () => {
    const { told, stop, send } = pipe();
    send({ type: 'show', view: { tab: 'memory' } });
    stop();
    send({ type: 'show', view: { tab: 'overview' } });
    expect(told).toEqual([{ tab: 'memory' }]);
  });
});
