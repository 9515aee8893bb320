import { readFileSync, readlinkSync } from 'node:fs';
import { commandShape } from '../../analysis/ledger/commandShape.ts';
import type { ProcessEvidence, ScriptHints, SeenProcess, StdioEnd } from '../../analysis/ledger/seenProcess.ts';
import { inSlices, seen } from './linuxLook.ts';
import {
  descriptorsOf,
  endOf,
  pipeEnd,
  pipeHolders,
  socketTableOf,
  type PipeHolders,
  type SocketTable,
} from './stdioEnds.ts';

type Descriptors = ReadonlyMap<string, string>;
type First = { readonly process: SeenProcess; readonly fds: Descriptors | undefined; readonly sockets: SocketTable };

const linkOf = (file: string) => seen(() => readlinkSync(file));

/** The socket tables of each network that is looked into, read once a look. */
function tablesByNetwork(): (pid: number) => SocketTable {
  const known = new Map<string, SocketTable>();
  return (pid) => {
    const network = linkOf(`/proc/${pid}/ns/net`) ?? 'self';
    const table = known.get(network) ?? socketTableOf(network === 'self' ? 'self' : pid);
    known.set(network, table);
    return table;
  };
}

/** The container in a control group's path, shortened; `elsewhere` where only its files are others than ours. */
function containerOf(pid: number, groups: string): string | null {
  const id = /(?:docker|libpod|crio|containerd|kubepods[^\n]*)[-/:]([0-9a-f]{12})[0-9a-f]*/.exec(groups)?.[1];
  const theirs = linkOf(`/proc/${pid}/ns/mnt`);
  const isElsewhere = theirs !== undefined && theirs !== linkOf('/proc/self/ns/mnt');
  const ours = seen(() => readFileSync('/proc/self/cgroup', 'utf8')) ?? '';
  if (id !== undefined && !ours.includes(id)) return id;
  return isElsewhere ? 'elsewhere' : null;
}

/**
 * The channel of a forked Node process, of which its environment tells the descriptor. Node closes it when the other end
 * goes. A process in a session of its own has been let go on purpose: its closed channel says nothing.
 */
function channelEnd({ process: { pid, sessionId }, sockets }: First, fds: Descriptors): StdioEnd | null {
  const variables = (seen(() => readFileSync(`/proc/${pid}/environ`, 'utf8')) ?? '').split('\0');
  const number = variables.find((one) => one.startsWith('NODE_CHANNEL_FD='))?.slice('NODE_CHANNEL_FD='.length);
  if (number === undefined) return null;
  const link = fds.get(number);
  const end = link?.startsWith('socket:') === true ? endOf(link, sockets) : 'gone';
  if (end === 'gone' && sessionId === pid) return 'closed';
  return end === 'pipe' ? 'unknown' : end;
}

/** Process 1 of a machine starts what it takes over with nothing of its own. */
const ofMachine = /^(systemd|init|launchd)$/;

/**
 * True where the parent may hold the same pipe: then the other end is with whoever started the parent, outside of a
 * container or of what this user may see.
 */
function mayBeOfParent(link: string, parentPid: number): boolean {
  const held = descriptorsOf(parentPid);
  if (held !== undefined) return [...held.values()].includes(link);
  const name = seen(() => readFileSync(`/proc/${parentPid}/comm`, 'utf8'))?.trim();
  return name === undefined || !ofMachine.test(name);
}

function stdioEnd(link: string | undefined, side: 'input' | 'output', first: First, holders: PipeHolders): StdioEnd {
  const end = endOf(link, first.sockets);
  if (end !== 'pipe' || link === undefined) return end === 'pipe' ? 'unknown' : end;
  const across = pipeEnd(link, side, holders);
  return across === 'gone' && mayBeOfParent(link, first.process.parentPid) ? 'unknown' : across;
}

const kindOf = (link: string): ProcessEvidence['stdinKind'] =>
  link.startsWith('socket:') ? 'socket' : link.startsWith('pipe:') ? 'pipe' : 'other';

function evidenceOf(first: First, holders: PipeHolders, hints: ScriptHints): ProcessEvidence {
  const { process, fds, sockets } = first;
  const { pid, sessionId } = process;
  const groups = seen(() => readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? '';
  const about = {
    isService: sessionId === pid && /\.service$/m.test(groups),
    container: containerOf(pid, groups),
    hints,
  };
  if (fds === undefined)
    return {
      ...about,
      stdin: 'unknown',
      stdout: 'unknown',
      stdinKind: 'other',
      channel: null,
      listens: null,
      descriptors: null,
    };
  return {
    ...about,
    stdin: stdioEnd(fds.get('0'), 'input', first, holders),
    stdout: stdioEnd(fds.get('1'), 'output', first, holders),
    stdinKind: kindOf(fds.get('0') ?? ''),
    channel: channelEnd(first, fds),
    listens: [...fds.values()].some((link) => sockets.listening.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? '')),
    descriptors: fds.size,
  };
}

/**
 * Looks closely at these processes: where their standard input leads, whether they accept connections, what their
 * script speaks of. Who holds pipes is looked for in `all` only where one of `takenOver` reads or writes one.
 */
export async function closerLook(
  processes: readonly SeenProcess[],
  all: readonly SeenProcess[],
  takenOver: ReadonlySet<number>,
  hintsOf: (script: string | null, folder: string) => ScriptHints,
): Promise<ReadonlyMap<number, ProcessEvidence>> {
  const socketsOf = tablesByNetwork();
  const first: First[] = [];
  await inSlices(processes, (process) => {
    first.push({ process, fds: descriptorsOf(process.pid), sockets: socketsOf(process.pid) });
  });
  const needsPipes = first.some(
    ({ process, fds }) =>
      takenOver.has(process.pid) && ['0', '1'].some((fd) => fds?.get(fd)?.startsWith('pipe:') === true),
  );
  const holders = needsPipes ? await pipeHolders(all.filter(({ isOwn }) => isOwn).map(({ pid }) => pid)) : new Map();
  const found = new Map<number, ProcessEvidence>();
  await inSlices(first, (one) => {
    const { script } = commandShape(one.process);
    found.set(one.process.pid, evidenceOf(one, holders, hintsOf(script, one.process.folder)));
  });
  return found;
}

/** True where a process reads from a socket of which the other end is closed: a program started it, and has ended. */
export function isLeftAlone(pid: number, sockets: SocketTable): boolean {
  const link = linkOf(`/proc/${pid}/fd/0`) ?? '';
  return link.startsWith('socket:') && endOf(link, sockets) === 'gone';
}
