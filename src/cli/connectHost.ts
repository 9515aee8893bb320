import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { hostClientOver, type HostClient } from '../channel/hostClient.ts';
import { webSocketPort } from '../channel/webSocketPort.ts';
import { Failure } from '../protocol/failures.ts';
import { hostPath, hostProtocol, type HostAddress } from '../protocol/hostChannel.ts';
import { limits } from '../protocol/limits.ts';

/** A connection to a host, and what ends it: our own host is stopped, a borrowed one only left. */
export type HostConnection = { readonly client: HostClient; readonly close: () => Promise<void> };

/** Where the host's data goes when one is started. */
export type HostData = { readonly kind: 'temporary' } | { readonly kind: 'folder'; readonly folder: string };

function addressOf(line: string): HostAddress {
  const value: unknown = JSON.parse(line);
  if (
    typeof value === 'object' &&
    value !== null &&
    'port' in value &&
    typeof value.port === 'number' &&
    'token' in value &&
    typeof value.token === 'string' &&
    'protocol' in value &&
    typeof value.protocol === 'number'
  )
    return { port: value.port, token: value.token, protocol: value.protocol };
  throw new TypeError(`the host did not give its address but '${line.slice(0, 100)}'`);
}

/** A host answers at once; another server on its port may never. */
const handshakeMs = 5_000;

/** Opens the channel of a host. Throws the Failure `protocolMismatch`, or one that says why it cannot be reached. */
export async function clientOf({ port, token, protocol }: HostAddress): Promise<HostClient> {
  if (protocol !== hostProtocol)
    throw new Failure('protocolMismatch', `the host speaks protocol ${protocol}, this command line ${hostProtocol}`);
  const socket = new WebSocket(`ws://127.0.0.1:${port}${hostPath}`, {
    headers: { authorization: `Bearer ${token}` },
    maxPayload: limits.hostFrameBytesMax.value,
    handshakeTimeout: handshakeMs,
    perMessageDeflate: false,
  });
  try {
    await once(socket, 'open');
  } catch (error) {
    throw new Failure('hostUnreachable', `the host at 127.0.0.1:${port} does not let us in`, error);
  }
  return hostClientOver(webSocketPort(socket));
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('the host has no standard output');
  const lines = createInterface({ input: child.stdout });
  try {
    const [line] = await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(([code, signal]) => {
        throw new Failure('internal', `the host ended at its start (${signal ?? `exit ${code}`})`);
      }),
    ]);
    return String(line);
  } finally {
    lines.close();
  }
}

/** The host stops with its standard input; one that does not within its time is killed. */
async function stopHost(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), limits.shutdownMs.value);
  await ended;
  clearTimeout(timer);
}

/**
 * Starts a host that lives as long as this process: it ends when its standard input closes, which also happens when
 * this process is killed. It has a process group of its own, so that Ctrl-C reaches only the command line, which then
 * stops it in order. `hostFile` is the built host.
 */
export async function startHost(hostFile: string, data: HostData): Promise<HostConnection> {
  const args = data.kind === 'temporary' ? ['--temporary'] : ['--data', path.resolve(data.folder)];
  const child = spawn(process.execPath, [hostFile, '--headless', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const failedToStart = once(child, 'error').then(([error]) => {
    throw new Failure('internal', `the host could not be started from ${hostFile}`, error);
  });
  try {
    const client = await clientOf(addressOf(await Promise.race([firstLine(child), failedToStart])));
    return {
      client,
      close: async () => {
        client.close();
        await stopHost(child);
      },
    };
  } catch (error) {
    await stopHost(child);
    throw error;
  }
}

/** Borrows the host of an editor or of another terminal. */
export async function borrowHost(address: HostAddress): Promise<HostConnection> {
  const client = await clientOf(address);
  return { client, close: async () => client.close() };
}
