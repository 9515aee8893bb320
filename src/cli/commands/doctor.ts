import { spawn, spawnSync } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { HostClient } from '../../channel/hostClient.ts';
import { Failure } from '../../protocol/failures.ts';
import { temporaryDataPrefix } from '../../protocol/hostLaunch.ts';
import { exitCodes, type Command, type CommandContext } from '../command.ts';
import { formatBytes, formatDuration } from '../format.ts';

/** `missing`: something works less, and `next` says how to get it. `note`: only to know. */
type Check = {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'missing' | 'failed';
  readonly detail: string;
  readonly next: string | null;
};

const inspectorPort = 9229;
const signalTimeoutMs = 5_000;
const lowDiskBytes = 1024 ** 3;

const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail, next: null });

function nodeCheck(): Check {
  const major = Number(process.versions.node.split('.')[0]);
  const detail = `${process.version} at ${process.execPath}`;
  if (major >= 22) return ok('Node.js', detail);
  return { name: 'Node.js', state: 'missing', detail, next: 'Run Pitstop on Node 22 or later: https://nodejs.org.' };
}

/** The folder of a host that keeps nothing is gone when this is read. */
function whereKept(storeFile: string): string {
  const folder = path.basename(path.dirname(storeFile));
  return folder.startsWith(temporaryDataPrefix) ? 'and keeps nothing after this run (--data DIR keeps it)' : storeFile;
}

async function hostChecks(host: () => Promise<HostClient>): Promise<readonly Check[]> {
  const startedAt = performance.now();
  try {
    const state = await (await host()).request('host/state', {});
    const took = formatDuration(performance.now() - startedAt);
    const hasStore = state.storeBytes > 0 && state.notices.length === 0;
    return [
      ok('Agent host', `version ${state.version} on ${state.nodeVersion}, answered after ${took}`),
      hasStore
        ? ok('Store', `SQLite works, ${whereKept(state.storeFile)}`)
        : { name: 'Store', state: 'failed', detail: state.notices.join(' '), next: 'Mend what the notice names.' },
    ];
  } catch (error) {
    const next = error instanceof Failure ? error.next : 'Run `npm run build`, then try again.';
    return [{ name: 'Agent host', state: 'failed', detail: told(error), next }];
  }
}

const told = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Really does what attaching does: starts a Node, sends the signal, and waits for the inspector to say where it is. */
async function inspectorCheck(signal: AbortSignal): Promise<Check> {
  const name = 'Attaching';
  if (process.platform === 'win32') return ok(name, 'the inspector is opened by process._debugProcess');
  const script = 'setInterval(() => {}, 1000); console.error("ready")';
  const child = spawn(process.execPath, ['--inspect-port=0', '-e', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(signalTimeoutMs)]),
    killSignal: 'SIGKILL',
  });
  child.on('error', () => undefined);
  try {
    for await (const line of createInterface({ input: child.stderr })) {
      if (line === 'ready') child.kill('SIGUSR1');
      if (line.startsWith('Debugger listening')) return ok(name, 'a running Node opens its inspector on SIGUSR1');
    }
    signal.throwIfAborted();
    const next = 'Start programs with `pitstop watch -- node …` instead of attaching.';
    return { name, state: 'missing', detail: 'a running Node does not open its inspector on SIGUSR1', next };
  } finally {
    child.kill('SIGKILL');
  }
}

async function portCheck(): Promise<Check> {
  const name = `Port ${inspectorPort}`;
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port: inspectorPort, host: '127.0.0.1' }, () => resolve(true));
  });
  server.close();
  if (isFree) return ok(name, 'free, so that running programs can be attached to');
  const next = 'End the debugger that holds it before attaching to another program.';
  return { name, state: 'missing', detail: 'taken by another debugger', next };
}

async function postgresCheck(host: () => Promise<HostClient>, signal: AbortSignal): Promise<Check> {
  const name = 'PostgreSQL';
  const startedAt = performance.now();
  try {
    await (await host()).request('postgres/startEmbedded', {}, { signal });
    return ok(name, `the embedded server starts, in ${formatDuration(performance.now() - startedAt)}`);
  } catch (error) {
    signal.throwIfAborted();
    return {
      name,
      state: 'missing',
      detail: told(error),
      next: 'Only the demonstration needs it; a server of your own serves as well.',
    };
  }
}

function heapdumpCheck(): Check {
  const name = 'heapdump';
  const script = 'console.log(require("heapdump/package.json").version); require("heapdump")';
  const { status, stdout } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    timeout: signalTimeoutMs,
  });
  const version = stdout.trim();
  if (status === 0) return ok(name, `${version} loads in ${process.version} from this folder`);
  const detail =
    version === '' ? 'not installed in this folder (optional)' : `${version} is here, but built for another Node`;
  const next = 'Nothing needs it; to use it, run `npm install heapdump` with a compiler at hand.';
  return { name, state: 'note', detail, next };
}

async function diskCheck(): Promise<Check> {
  const name = 'Disk';
  const { bavail, bsize } = await statfs(os.tmpdir());
  const detail = `${formatBytes(bavail * bsize)} free in ${os.tmpdir()}`;
  if (bavail * bsize >= lowDiskBytes) return ok(name, detail);
  return { name, state: 'missing', detail, next: 'Free some: a snapshot is about as large as the heap it shows.' };
}

const marks = {
  ok: ['green', 'ok'],
  note: ['dim', 'note'],
  missing: ['yellow', 'missing'],
  failed: ['red', 'failed'],
} as const;

async function run({ output, host, signal }: CommandContext) {
  const environment = {
    platform: `${os.platform()}-${os.arch()}`,
    system: `${os.type()} ${os.release()}`,
    processors: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    nodeVersion: process.version,
  };
  const checks: Check[] = [];
  const show = (check: Check) => {
    checks.push(check);
    const [style, mark] = marks[check.state];
    output.line(`${output.styled(style, mark.padEnd(8))}${check.name.padEnd(12)}${check.detail}`);
    if (check.next !== null) output.line(`${' '.repeat(20)}${check.next}`);
  };
  output.line(
    `${environment.system}, ${environment.platform}, ${environment.processors} processors, ${formatBytes(environment.memoryBytes)}`,
  );
  show(nodeCheck());
  for (const check of await hostChecks(host)) show(check);
  show(await inspectorCheck(signal));
  show(await portCheck());
  show(await postgresCheck(host, signal));
  show(heapdumpCheck());
  show(await diskCheck());
  signal.throwIfAborted();
  output.json('doctor', { environment, checks });
  if (checks.some(({ state }) => state === 'failed')) return exitCodes.failed;
  return checks.some(({ state }) => state === 'missing') ? exitCodes.findings : exitCodes.clean;
}

export const doctorCommand: Command = {
  name: ['doctor'],
  purpose: 'Tells what Pitstop finds on this machine, what is missing, and how to get it.',
  usage: '',
  example: 'pitstop doctor',
  options: {},
  wordCount: [0, 0],
  takesCommandLine: false,
  run,
};
