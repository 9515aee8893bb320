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
      this.callback?.(JSON.parse(text));
    } catch (error) {
      this.fireError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  end(): void {
    this.fireClose();
  }
}

class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly port: FramePort;

  constructor(port: FramePort) {
    super();
    this.port = port;
  }

  write(message: Message): Promise<void> {
    this.port.send(JSON.stringify(message));
    return Promise.resolve();
  }

  end(): void {
    this.port.close();
  }
}

/**
 * A JSON-RPC connection over the text frames of a port. Binary frames go to `onBinary`; frames keep their order.
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
