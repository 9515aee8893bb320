import { execFile } from 'node:child_process';
import { isNodeExecutable, type ProcessFacts, type Processes } from './processes.ts';

const columns = 'pid=,ppid=,uid=,rss=,stat=,lstart=,comm=';
const row = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.+)$/;

/** Standard output of a command; empty where it fails, as `ps` and `lsof` do when they find nothing. */
function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, [...args], { maxBuffer: 16 * 1024 * 1024, timeout: 5_000 }, (_error, stdout) => resolve(stdout));
  });
}

/** The processes in the output of `ps -o pid=,ppid=,uid=,rss=,stat=,lstart=,comm=`; words after the name are not told. */
export function psRows(output: string): readonly ProcessFacts[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parentPid, userId, rssKilobytes, stat = '', started = '', executable = ''] = row.exec(line) ?? [];
    const startedAt = Date.parse(started);
    if (pid === undefined || Number.isNaN(startedAt)) return [];
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        startKey: String(startedAt / 1000),
        startedAt,
        userId: Number(userId),
        state: stat.startsWith('Z') ? 'ended' : stat.startsWith('T') ? 'stopped' : 'running',
        executable,
        command: [executable],
        folder: '',
        rssBytes: Number(rssKilobytes) * 1024,
      } satisfies ProcessFacts,
    ];
  });
}

/** The ports in the output of `lsof -Fn`: lines `n*:3000`, `n127.0.0.1:9229`, `n[::1]:80`. */
export function lsofPorts(output: string): readonly number[] {
  const ports = [...output.matchAll(/^n.*:(\d+)$/gm)].map(([, port]) => Number(port));
  return [...new Set(ports)];
}

async function withCommand(facts: ProcessFacts): Promise<ProcessFacts> {
  const command = (await outputOf('ps', ['-o', 'args=', '-p', String(facts.pid)])).trim();
  const folder = /^n(.+)$/m.exec(await outputOf('lsof', ['-a', '-p', String(facts.pid), '-d', 'cwd', '-Fn']))?.[1];
  return { ...facts, command: command === '' ? facts.command : command.split(' '), folder: folder ?? '' };
}

async function find(pid: number): Promise<ProcessFacts | undefined> {
  const [facts] = psRows(await outputOf('ps', ['-o', columns, '-p', String(pid)]));
  return facts === undefined || facts.state === 'ended' ? undefined : withCommand(facts);
}

/** Processes as `ps` and `lsof` tell them, for macOS. Neither tells which signals a process catches. */
export function psProcesses(): Processes {
  return {
    find,
    nodeProcesses: async () => {
      const all = psRows(await outputOf('ps', ['-axo', columns]));
      const ours = all.filter((facts) => isNodeExecutable(facts.executable) && facts.userId === process.getuid?.());
      return Promise.all(ours.map(withCommand));
    },
    startKeyOf: (pid) => {
      try {
        process.kill(pid, 0);
        return '';
      } catch {
        // It is gone; that it could be another user's is excluded when it is taken in.
        return undefined;
      }
    },
    listeningPorts: async (pid) =>
      lsofPorts(await outputOf('lsof', ['-nP', '-a', '-p', String(pid), '-iTCP', '-sTCP:LISTEN', '-Fn'])),
    portOwner: async (port) => {
      const owner = /^p(\d+)$/m.exec(await outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp']))?.[1];
      return owner === undefined ? 'free' : ((await find(Number(owner))) ?? 'unknown');
    },
    catchesInspectorSignal: () => Promise.resolve(null),
    nodeOptionsOf: () => '',
    isElsewhere: () => false,
  };
}
