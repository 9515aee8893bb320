import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listeningSockets, type ListeningSocket } from './listeningSockets.ts';
import { isNodeExecutable, type ProcessFacts, type Processes } from './processes.ts';

/** Clock ticks per second in `/proc`; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const inspectorSignal = 10;
/** Processes read in one turn of the loop, so that a long list never holds it for 10 ms. */
const batch = 32;

const proc = (pid: number, name: string) => `/proc/${pid}/${name}`;

/** The text, or undefined: a process may end between any two looks, and others' files are closed to us. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Gone, or not ours to read: both are "unknown" to the caller.
    return undefined;
  }
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    // As above.
    return undefined;
  }
}

/** The numbers and letters of `/proc/PID/stat` after the name, which may hold spaces and brackets itself. */
function statFields(text: string): readonly string[] {
  return text
    .slice(text.lastIndexOf(')') + 2)
    .trimEnd()
    .split(' ');
}

function bootedAt(): number {
  return Number(/^btime (\d+)$/m.exec(textOf('/proc/stat') ?? '')?.[1] ?? 0) * 1000;
}

function stateOf(letter: string | undefined): ProcessFacts['state'] {
  if (letter === 'Z' || letter === 'X' || letter === undefined) return 'ended';
  return letter === 'T' || letter === 't' ? 'stopped' : 'running';
}

function factsOf(pid: number): ProcessFacts | undefined {
  const stat = textOf(proc(pid, 'stat'));
  if (stat === undefined) return undefined;
  const fields = statFields(stat);
  const startKey = fields[19] ?? '';
  const residentKilobytes = Number(/^VmRSS:\s*(\d+) kB$/m.exec(textOf(proc(pid, 'status')) ?? '')?.[1] ?? 0);
  let userId = -1;
  try {
    userId = statSync(`/proc/${pid}`).uid;
  } catch {
    // It ended since the line above.
    return undefined;
  }
  return {
    pid,
    parentPid: Number(fields[1]),
    startKey,
    startedAt: bootedAt() + (Number(startKey) / ticksPerSecond) * 1000,
    userId,
    state: stateOf(fields[0]),
    executable: linkOf(proc(pid, 'exe')) ?? '',
    command: (textOf(proc(pid, 'cmdline')) ?? '').split('\0').filter((word) => word !== ''),
    folder: linkOf(proc(pid, 'cwd')) ?? '',
    rssBytes: residentKilobytes * 1024,
  };
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function socketInodes(pid: number): ReadonlySet<string> {
  const inodes = new Set<string>();
  let names: readonly string[] = [];
  try {
    names = readdirSync(proc(pid, 'fd'));
  } catch {
    // Gone, or not ours: it has no sockets that we can see.
    return inodes;
  }
  for (const name of names) {
    const inode = /^socket:\[(\d+)\]$/.exec(linkOf(proc(pid, `fd/${name}`)) ?? '')?.[1];
    if (inode !== undefined) inodes.add(inode);
  }
  return inodes;
}

function socketsSeenBy(pid: number): readonly ListeningSocket[] {
  return ['net/tcp', 'net/tcp6'].flatMap((name) => listeningSockets(textOf(proc(pid, name)) ?? ''));
}

async function portOwner(port: number, pid: number): Promise<ProcessFacts | 'free' | 'unknown'> {
  const wanted = socketsSeenBy(pid).filter((socket) => socket.port === port);
  if (wanted.length === 0) return 'free';
  for (const [index, other] of pids().entries()) {
    if (index % batch === batch - 1) await nextTurn();
    const inodes = socketInodes(other);
    if (wanted.some(({ inode }) => inodes.has(inode))) return factsOf(other) ?? 'unknown';
  }
  return 'unknown';
}

async function nodeProcesses(): Promise<readonly ProcessFacts[]> {
  const found: ProcessFacts[] = [];
  for (const [index, pid] of pids().entries()) {
    if (index % batch === batch - 1) await nextTurn();
    const executable = linkOf(proc(pid, 'exe'));
    if (executable === undefined || !isNodeExecutable(executable)) continue;
    const facts = factsOf(pid);
    if (facts !== undefined && facts.state !== 'ended' && facts.userId === process.getuid?.()) found.push(facts);
  }
  return found;
}

/** Processes as `/proc` tells them. */
export function linuxProcesses(): Processes {
  return {
    find: (pid) => {
      const facts = factsOf(pid);
      return Promise.resolve(facts?.state === 'ended' ? undefined : facts);
    },
    nodeProcesses,
    startKeyOf: (pid) => {
      const fields = statFields(textOf(proc(pid, 'stat')) ?? '');
      return stateOf(fields[0] === '' ? undefined : fields[0]) === 'ended' ? undefined : fields[19];
    },
    listeningPorts: (pid) => {
      const inodes = socketInodes(pid);
      const ports = socketsSeenBy(pid).filter(({ inode }) => inodes.has(inode));
      return Promise.resolve([...new Set(ports.map(({ port }) => port))]);
    },
    portOwner,
    catchesInspectorSignal: (pid) => {
      const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(textOf(proc(pid, 'status')) ?? '')?.[1];
      const isCaught = mask === undefined ? null : ((BigInt(`0x${mask}`) >> BigInt(inspectorSignal - 1)) & 1n) === 1n;
      return Promise.resolve(isCaught);
    },
    nodeOptionsOf: (pid) => {
      const variables = (textOf(proc(pid, 'environ')) ?? '').split('\0');
      return variables.find((each) => each.startsWith('NODE_OPTIONS='))?.slice('NODE_OPTIONS='.length) ?? '';
    },
    isElsewhere: (pid) =>
      ['net', 'pid', 'mnt'].some((name) => {
        const theirs = linkOf(proc(pid, `ns/${name}`));
        return theirs !== undefined && theirs !== linkOf(`/proc/self/ns/${name}`);
      }),
  };
}
