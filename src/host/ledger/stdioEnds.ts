import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { StdioEnd } from '../../analysis/ledger/seenProcess.ts';
import { listeningSockets } from '../session/listeningSockets.ts';
import { inSlices, seen } from './linuxLook.ts';

/** Sockets of the system in one look, by inode: which have lost their other end, and which accept connections. */
export type SocketTable = {
  readonly lonely: ReadonlySet<string>;
  readonly connected: ReadonlySet<string>;
  readonly listening: ReadonlySet<string>;
};

const stream = '0001';
const connectedState = '03';
const accepts = 0x10000;

/**
 * The sockets in `/proc/net/unix` and the tables of TCP. A connected socket is held by itself, by its table and by its
 * peer, so its reference count is three; when the peer closes, it falls to two. No tool is needed to see that.
 */
export function socketTable(unix: string, tcp: readonly string[]): SocketTable {
  const lonely = new Set<string>();
  const connected = new Set<string>();
  const listening = new Set(tcp.flatMap((table) => listeningSockets(table).map(({ inode }) => inode)));
  for (const line of unix.split('\n')) {
    const [, references = '', , flags = '', type, state, inode] = line.trim().split(/\s+/);
    if (inode === undefined) continue;
    if ((Number.parseInt(flags, 16) & accepts) !== 0) listening.add(inode);
    else if (type === stream && state === connectedState)
      (Number.parseInt(references, 16) <= 2 ? lonely : connected).add(inode);
  }
  return { lonely, connected, listening };
}

/** The tables of the network that a process is in. */
export function socketTableOf(pid: number | 'self'): SocketTable {
  const text = (name: string) => seen(() => readFileSync(`/proc/${pid}/net/${name}`, 'utf8')) ?? '';
  return socketTable(text('unix'), [text('tcp'), text('tcp6')]);
}

/** Where each descriptor of a process leads, by number; undefined where that is not ours to see. */
export function descriptorsOf(pid: number): ReadonlyMap<string, string> | undefined {
  const names = seen(() => readdirSync(`/proc/${pid}/fd`));
  if (names === undefined) return undefined;
  return new Map(names.map((name) => [name, seen(() => readlinkSync(`/proc/${pid}/fd/${name}`)) ?? '']));
}

const inodeOf = (link: string) => /^(?:socket|pipe):\[(\d+)\]$/.exec(link)?.[1] ?? '';

/** What an end is, as far as the link alone tells; pipes need a look at who holds them. */
export function endOf(link: string | undefined, sockets: SocketTable): StdioEnd | 'pipe' {
  if (link === undefined) return 'closed';
  if (link.startsWith('pipe:')) return 'pipe';
  if (link.startsWith('socket:')) {
    const inode = inodeOf(link);
    return sockets.lonely.has(inode) ? 'gone' : sockets.connected.has(inode) ? 'open' : 'unknown';
  }
  if (link === '/dev/null') return 'null';
  if (/^\/dev\/(pts\/|tty|console)/.test(link)) return link.endsWith('(deleted)') ? 'gone' : 'terminal';
  return link === '' || link.startsWith('anon_inode:') ? 'unknown' : 'file';
}

/** Who holds the ends of pipes: by inode, whether anybody can write to it, and read from it. */
export type PipeHolders = ReadonlyMap<string, { readonly writers: number; readonly readers: number }>;

const readBit = 0o400;
const writeBit = 0o200;

/** Looks through the descriptors of these processes for pipes. Slow for many: only asked for when one may be an orphan. */
export async function pipeHolders(pids: readonly number[]): Promise<PipeHolders> {
  const holders = new Map<string, { writers: number; readers: number }>();
  await inSlices(pids, (pid) => {
    for (const [fd, link] of descriptorsOf(pid) ?? []) {
      if (!link.startsWith('pipe:')) continue;
      const mode = seen(() => lstatSync(`/proc/${pid}/fd/${fd}`).mode) ?? readBit | writeBit;
      const held = holders.get(inodeOf(link)) ?? { writers: 0, readers: 0 };
      if ((mode & writeBit) !== 0) held.writers += 1;
      if ((mode & readBit) !== 0) held.readers += 1;
      holders.set(inodeOf(link), held);
    }
  });
  return holders;
}

/** The end of a pipe: gone where nobody that was looked at is left at the other side. */
export function pipeEnd(link: string, side: 'input' | 'output', holders: PipeHolders): StdioEnd {
  const held = holders.get(inodeOf(link));
  if (held === undefined) return 'unknown';
  return (side === 'input' ? held.writers : held.readers) > 0 ? 'open' : 'gone';
}
