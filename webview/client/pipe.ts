import type { FramePort, FramePortListener } from '../../src/channel/framePort.ts';
import type { PanelView, ToPanel } from '../../src/protocol/panelChannel.ts';
import type { EditorApi } from './editorApi.ts';

/** How many messages of frames may be under way to the panel before it has drawn some. */
const creditsAtStart = 16;

export type PipeListener = {
  /** A road to the host is open: everything is to be asked again. */
  readonly onOpen: (port: FramePort) => void;
  readonly onConnecting: () => void;
  /** The road is gone; what was under way will not be answered. */
  readonly onClosed: (reason: string | undefined, retryInMs: number | undefined) => void;
  readonly onShow: (view: PanelView) => void;
};

/** The messages of this page, as far as they come from the extension. */
export type MessageSource = { readonly listen: (onMessage: (message: ToPanel) => void) => () => void };

class PipePort implements FramePort {
  private listener: FramePortListener | undefined;
  private waiting: (string | ArrayBuffer)[] = [];
  private isOpen = true;
  private readonly editor: EditorApi;

  constructor(editor: EditorApi) {
    this.editor = editor;
  }

  send(frame: string | ArrayBuffer): void {
    if (!this.isOpen) return;
    this.waiting.push(frame);
    if (this.waiting.length === 1) queueMicrotask(() => this.flush());
  }

  listen(listener: FramePortListener): void {
    this.listener = listener;
  }

  close(): void {
    this.isOpen = false;
    this.waiting = [];
  }

  deliver(frames: readonly (string | ArrayBuffer)[]): void {
    for (const frame of frames) this.listener?.onFrame(frame);
  }

  end(reason: string): void {
    this.close();
    this.listener?.onClose(reason);
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    const frames = this.waiting;
    this.waiting = [];
    this.editor.post({ type: 'frames', frames });
  }
}

/**
 * Opens the panel's end of the pipe: frames go in and out unopened, each message of frames is paid back with one credit
 * once it is dealt with. Returns its stop.
 */
export function openPipe(editor: EditorApi, source: MessageSource, listener: PipeListener): () => void {
  let port: PipePort | undefined;
  const leave = (reason: string) => {
    const old = port;
    port = undefined;
    old?.end(reason);
  };
  const stop = source.listen((message) => {
    switch (message.type) {
      case 'frames':
        port?.deliver(message.frames);
        editor.post({ type: 'credit', credits: 1 });
        return;
      case 'pipe':
        leave(message.reason ?? 'the pipe was closed');
        if (message.state === 'connecting') listener.onConnecting();
        if (message.state === 'closed') listener.onClosed(message.reason, message.retryInMs);
        if (message.state === 'open') {
          port = new PipePort(editor);
          listener.onOpen(port);
        }
        return;
      case 'show':
        listener.onShow(message.view);
    }
  });
  editor.post({ type: 'ready', credits: creditsAtStart });
  return () => {
    stop();
    leave('the panel was closed');
  };
}

/** Messages that the editor posts to this window. */
export const windowMessages: MessageSource = {
  listen: (onMessage) => {
    const listen = (event: MessageEvent<ToPanel>) => {
      if (typeof event.data === 'object' && event.data !== null && 'type' in event.data) onMessage(event.data);
    };
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  },
};
