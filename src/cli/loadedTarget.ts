import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostClient } from '../channel/hostClient.ts';
import { Failure } from '../protocol/failures.ts';
import type { LoadPlan } from '../protocol/loadRun.ts';
import type { TargetId } from '../protocol/targets.ts';
import type { CommandContext } from './command.ts';
import { finishedJob } from './finishedJob.ts';
import { launchedProgram, type LaunchedProgram } from './launchedProgram.ts';
import { launchedTarget } from './launchedTarget.ts';

const lookEveryMs = 50;
const listenMs = 30_000;

/** The load for a program, once the port it is to listen on is known. */
export type LoadFor = (environment: Readonly<Record<string, string | undefined>>) => LoadPlan | null;
type Work<Value> = (client: HostClient, targetId: TargetId, load: LoadPlan | null) => Promise<Value>;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function isListening({ hostname, port }: URL): Promise<boolean> {
  const socket = connect(Number(port || 80), hostname.replace(/^\[|\]$/g, ''));
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Not yet, which is what is asked.
    return false;
  } finally {
    socket.destroy();
  }
}

/** Waits until the program listens where the load goes. */
async function whenListening(load: LoadPlan, signal: AbortSignal): Promise<void> {
  const url = URL.canParse(load.url) ? new URL(load.url) : null;
  const deadline = performance.now() + listenMs;
  while (url !== null && !(await isListening(url))) {
    if (performance.now() > deadline)
      throw new Failure('loadFailed', `The program does not listen on ${url.host} after ${listenMs / 1000} s.`);
    await wait(lookEveryMs, undefined, { signal });
  }
}

async function endedTooEarly({ ended }: LaunchedProgram): Promise<never> {
  const how = await ended;
  throw new Failure('targetGone', `The program ended (${how}) before it listened where the load goes.`);
}

/** Does the work on a running program, which is left as it was. */
export async function withRunningTarget<Value>(
  context: CommandContext,
  pid: number,
  loadFor: LoadFor,
  work: Work<Value>,
): Promise<Value> {
  const load = loadFor(process.env);
  const client = await context.host();
  const before = await client.request('targets/list', {});
  const [targetId = ''] = await finishedJob(client, 'targets/attach', { pid }, context);
  const isOurs = !before.some((target) => target.targetId === targetId && target.state === 'watching');
  try {
    return await work(client, targetId, load);
  } finally {
    // A host that is borrowed goes on; what it watched before goes on being watched.
    if (isOurs) await client.request('targets/detach', { targetId });
  }
}

/**
 * Starts the command's program, with a port in `PORT` where there is a load; does the work on it when it listens, and
 * ends it. `onLine` hears each line of its standard output. The work itself sees to a program that ends under it.
 */
export async function withLaunchedTarget<Value>(
  context: CommandContext,
  loadFor: LoadFor,
  work: Work<Value>,
  onLine?: (line: string) => void,
): Promise<Value> {
  const port = process.env['PORT'] ?? String(await freePort());
  const load = loadFor({ ...process.env, PORT: port });
  const client = await context.host();
  const probe = await client.request('launch/environment', {});
  const program = await launchedProgram(context.commandLine, load === null ? probe : { ...probe, PORT: port }, onLine);
  try {
    const { targetId } = await launchedTarget(client, program, { signal: context.signal, isEndless: false });
    if (load !== null) await Promise.race([whenListening(load, context.signal), endedTooEarly(program)]);
    return await work(client, targetId, load);
  } finally {
    await program.stop();
  }
}
