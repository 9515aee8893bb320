import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageWriter,
} from 'vscode-jsonrpc';
import { limits } from '../protocol/limits.ts';
import type { FramePort } from './framePort.ts';

class FrameReader extends AbstractMessageReader {
  private callback: DataCallback | undefined;

  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    return {
      dispose: () => {
        this.callback = undefined;
      },
    };
  }

  accept(text: string): void {
    try {
      const content: Message | Message[] = JSON.parse(text);
      for (const message of Array.isArray(content) ? content : [content]) this.callback?.(message);
    } catch (error) {
      this.fireError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  end(): void {
    this.fireClose();
  }
}

/**
 * Messages of one turn travel in one frame, as a batch of JSON-RPC: a frame costs far more than a message. A frame grows
 * no longer than a message to the panel may be.
 */
class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly port: FramePort;
  private waiting: string[] = [];
  private waitingLength = 0;

  constructor(port: FramePort) {
    super();
    this.port = port;
  }

  write(message: Message): Promise<void> {
    const text = JSON.stringify(message);
    if (this.waitingLength + text.length > limits.panelFrameBytesMax.value) this.flush();
    this.waitingLength += text.length;
    if (this.waiting.push(text) > 1) return Promise.resolve();
    return Promise.resolve().then(() => this.flush());
  }

  private flush(): void {
    const [first, ...others] = this.waiting;
    this.waiting = [];
    this.waitingLength = 0;
    if (first === undefined) return;
    this.port.send(others.length === 0 ? first : `[${first},${others.join(',')}]`);
  }

  end(): void {
    this.flush();
    this.port.close();
  }
}

/**
 * A JSON-RPC connection over the text frames of a port: each frame is a message or a batch of them. Binary frames go to
 * `onBinary`; frames keep their order.
 * The caller registers its handlers and then calls `listen()` on the connection. The process has to have installed
 * its platform before, by importing `vscode-jsonrpc/node` or `vscode-jsonrpc/browser`.
 */
export function frameConnection(port: FramePort, onBinary: (frame: ArrayBuffer) => void): MessageConnection {
  const reader = new FrameReader();
  const connection = createMessageConnection(reader, new FrameWriter(port));
  port.listen({
    onFrame: (frame) => {
      if (typeof frame === 'string') reader.accept(frame);
      else onBinary(frame);
    },
    onClose: () => reader.end(),
  });
  return connection;
}
