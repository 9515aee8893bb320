import type { ToExtension, ToPanel } from '../../../src/protocol/panelChannel.ts';
import type { ToFakeHost } from './fakeHostWorker.ts';
import type { Scenario, Wire } from './scenario.ts';

declare global {
  interface Window {
    scenario: Scenario;
    wire: Wire;
    acquireVsCodeApi: () => unknown;
  }
}

/**
 * The extension's end of the pipe, in the page: frames by window messages, one message a tick, credits counted. The host
 * runs in a worker, so that its work does not count as the panel's.
 */
const host = new Worker('/fakeHostWorker.js');
const tellHost = (message: ToFakeHost) => host.postMessage(message);
let credits = 0;
let outgoing: (string | ArrayBuffer)[] = [];
let isOpen = false;
const sent: ToExtension[] = [];
const requests: string[] = [];
const life = { startedAt: Date.now() - 600_000, pid: 901 };

const post = (message: ToPanel) => window.postMessage(message, '*');

function flush(): void {
  if (credits < 1 || outgoing.length === 0) return;
  credits -= 1;
  const frames = outgoing;
  outgoing = [];
  post({ type: 'frames', frames });
}

host.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
  if (!isOpen) return;
  outgoing.push(event.data);
  if (outgoing.length === 1) setTimeout(flush, 16);
});

function open(): void {
  outgoing = [];
  isOpen = true;
  tellHost({ type: 'open', scenario: window.scenario, life });
  post({ type: 'pipe', state: 'open' });
}

function lose(reason: string, retryInMs?: number): void {
  isOpen = false;
  tellHost({ type: 'stop' });
  post({ type: 'pipe', state: 'closed', reason, ...(retryInMs === undefined ? {} : { retryInMs }) });
}

function receive(message: ToExtension): void {
  if (message.type === 'frames') {
    for (const frame of message.frames) {
      if (typeof frame === 'string')
        for (const message of [JSON.parse(frame)].flat()) requests.push(String(message.method ?? 'answer'));
      tellHost({ type: 'frame', frame });
    }
    return;
  }
  sent.push(message);
  if (message.type === 'ready') {
    credits = message.credits;
    open();
  }
  if (message.type === 'credit') credits += message.credits;
  if (message.type === 'credit') flush();
}

const key = 'pitstop state';
window.acquireVsCodeApi = () => ({
  postMessage: (message: ToExtension) => receive(structuredClone(message)),
  getState: (): unknown => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined,
  setState: (value: unknown) => sessionStorage.setItem(key, JSON.stringify(value)),
});
window.wire = {
  lose,
  restart: () => {
    life.startedAt = Date.now();
    life.pid += 1;
    open();
  },
  finding: () => tellHost({ type: 'find' }),
  show: (view) => post({ type: 'show', view } as ToPanel),
  sent,
  requests,
};
