import { describe, expect, test } from 'vitest';
import type { FramePortListener } from '../../../src/channel/framePort.ts';
import { PanelPipe } from '../../../src/extension/panel/panelPipe.ts';
import type { ToPanel } from '../../../src/protocol/panelChannel.ts';
import { deferred } from '../../support/deferred.ts';

const address = { port: 1, token: 't', protocol: 1 };

/** A pipe whose far ends are in the hands of the test: the panel it posts to, and the ports it opens. */
function pipeInHand() {
  const posted: ToPanel[] = [];
  const ports: { sent: (string | ArrayBuffer)[]; isClosed: boolean; listener?: FramePortListener }[] = [];
  const waiting: { what: string; settle: () => void }[] = [];
  let refusal: Error | undefined;
  const pipe = new PanelPipe({
    post: (message) => {
      posted.push(message);
      const state = message.type === 'pipe' ? message.state : message.type;
      for (const each of waiting.filter(({ what }) => what === state)) each.settle();
    },
    address: () => (refusal === undefined ? Promise.resolve(address) : Promise.reject(refusal)),
    openPort: () => {
      const port: (typeof ports)[number] = { sent: [], isClosed: false };
      ports.push(port);
      return Promise.resolve({
        send: (frame) => void port.sent.push(frame),
        listen: (listener) => (port.listener = listener),
        close: () => (port.isClosed = true),
        pause: () => undefined,
      });
    },
  });
  const until = (what: string) => {
    const done = deferred();
    waiting.push({ what, settle: done.resolve });
    return done.promise;
  };
  const states = () => posted.flatMap((message) => (message.type === 'pipe' ? [message.state] : []));
  return {
    pipe,
    posted,
    ports,
    until,
    states,
    refuse: (reason?: string) => (refusal = reason === undefined ? undefined : new Error(reason)),
  };
}

describe('panel pipe', () => {
  test('a panel that is ready gets a connection, and frames go both ways unopened', async () => {
    const { pipe, posted, ports, until } = pipeInHand();
    const open = until('open');
    pipe.ready(4);
    await open;
    const bytes = new ArrayBuffer(8);
    pipe.send(['question', bytes]);
    expect(ports[0].sent).toEqual(['question', bytes]);
    const arrived = until('frames');
    ports[0].listener?.onFrame('answer');
    await arrived;
    expect(posted.at(-1)).toEqual({ type: 'frames', frames: ['answer'] });
    pipe.dispose();
    expect(ports[0].isClosed).toBe(true);
  });

  test('a host that ends is told with its reason, and one that comes back is connected to', async () => {
    const { pipe, posted, ports, until, states } = pipeInHand();
    const open = until('open');
    pipe.ready(4);
    await open;
    ports[0].listener?.onClose('code 1006');
    pipe.hostChanged({ kind: 'waiting', retryAt: Date.now() + 5_000, reason: 'it crashed' });
    const last = posted.at(-1);
    expect(last).toMatchObject({ type: 'pipe', state: 'closed', reason: 'it crashed' });
    expect(last?.type === 'pipe' ? last.retryInMs : 0).toBeGreaterThan(4_000);
    const again = until('open');
    pipe.hostChanged({ kind: 'running', address, pid: 1 });
    await again;
    expect(states()).toEqual(['connecting', 'open', 'closed', 'closed', 'connecting', 'open']);
    expect(ports).toHaveLength(2);
    pipe.dispose();
  });

  test('a host that is refused is told, and trying again works', async () => {
    const { pipe, posted, until, refuse } = pipeInHand();
    refuse('This folder is in Restricted Mode.');
    const closed = until('closed');
    pipe.ready(4);
    await closed;
    expect(posted.at(-1)).toEqual({ type: 'pipe', state: 'closed', reason: 'This folder is in Restricted Mode.' });
    refuse();
    const open = until('open');
    pipe.reconnect();
    await open;
    pipe.dispose();
  });

  test('a page that was loaded anew gets another connection; what the old one still says is dropped', async () => {
    const { pipe, posted, ports, until } = pipeInHand();
    const open = until('open');
    pipe.ready(4);
    await open;
    const again = until('open');
    pipe.ready(4);
    await again;
    expect(ports.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    ports[0].listener?.onFrame('stale');
    ports[0].listener?.onClose('late');
    expect(posted.at(-1)).toMatchObject({ type: 'pipe', state: 'open' });
    pipe.dispose();
  });

  test('before a panel is ready, nothing is opened for it', () => {
    const { pipe, posted, ports } = pipeInHand();
    pipe.hostChanged({ kind: 'running', address, pid: 1 });
    pipe.reconnect();
    expect([posted, ports]).toEqual([[], []]);
  });
});
