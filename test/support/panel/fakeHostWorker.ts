import 'vscode-jsonrpc/browser';
import type { FramePort, FramePortListener } from '../../../src/channel/framePort.ts';
import { serveFakeHost } from './fakeHost.ts';
import type { Scenario } from './scenario.ts';

export type ToFakeHost =
  | {
      readonly type: 'open';
      readonly scenario: Scenario;
      readonly life: { readonly startedAt: number; readonly pid: number };
    }
  | { readonly type: 'frame'; readonly frame: string | ArrayBuffer }
  | { readonly type: 'find' }
  | { readonly type: 'stop' };

let listener: FramePortListener | undefined;
let host: ReturnType<typeof serveFakeHost> | undefined;

self.addEventListener('message', (event: MessageEvent<ToFakeHost>) => {
  const message = event.data;
  switch (message.type) {
    case 'open': {
      host?.stop();
      const port: FramePort = {
        send: (frame) => self.postMessage(frame),
        listen: (given) => {
          listener = given;
        },
        close: () => undefined,
      };
      host = serveFakeHost(port, message.scenario, message.life);
      return;
    }
    case 'frame':
      listener?.onFrame(message.frame);
      return;
    case 'find':
      host?.find();
      return;
    case 'stop':
      host?.stop();
  }
});
