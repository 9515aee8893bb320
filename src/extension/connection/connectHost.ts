import 'vscode-jsonrpc/node';
import { WebSocket } from 'ws';
import type { FramePort } from '../../channel/framePort.ts';
import { hostClientOver, type HostClient } from '../../channel/hostClient.ts';
import { webSocketPort } from '../../channel/webSocketPort.ts';
import { hostPath, hostProtocol, type HostAddress } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';

/** A port that can make the host wait. */
export type HostPort = FramePort & { readonly pause: (isPaused: boolean) => void };

/** Opens a WebSocket into the host channel. Rejects where it is refused, or where the host speaks another protocol. */
export async function connectHost(address: HostAddress): Promise<HostPort> {
  if (address.protocol !== hostProtocol) {
    throw new Error(`the host speaks protocol ${address.protocol}, this window ${hostProtocol}; reload the window`);
  }
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}${hostPath}`, {
    headers: { authorization: `Bearer ${address.token}` },
    perMessageDeflate: false,
    maxPayload: limits.hostFrameBytesMax.value,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    ...webSocketPort(socket),
    pause: (isPaused) => {
      if (isPaused) socket.pause();
      else socket.resume();
    },
  };
}

/** A client over a WebSocket of its own. */
export async function openHostClient(address: HostAddress): Promise<HostClient> {
  return hostClientOver(await connectHost(address));
}
