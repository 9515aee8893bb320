import { execFile } from 'node:child_process';
import type { SeenProcess } from '../../analysis/ledger/seenProcess.ts';
import type { ProcessLook } from './linuxLook.ts';

const columns = 'pid=,ppid=,uid=,pgid=,sess=,rss=,stat=,time=,lstart=,args=';
const row =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(\S+)\s+([\d:.-]+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

/** Milliseconds in `1-02:03:04`, `02:03:04` or `3:04.56`. */
function cpuMsOf(text: string): number {
  const [clock = '', days = '0'] = text.split('-').toReversed();
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}

/** The processes in the output of `ps` with the columns above; `userId` is the user's own. */
export function psSeen(output: string, userId: number | undefined): readonly SeenProcess[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parentPid, user, group, , rss, stat = '', time = '', started = '', args = ''] = row.exec(line) ?? [];
    const startedAt = Date.parse(started);
    if (pid === undefined || Number.isNaN(startedAt)) return [];
    const command = args.split(' ').filter((word) => word !== '');
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        startKey: String(startedAt / 1000),
        startedAt,
        groupId: Number(group),
        // macOS prints an address of the kernel here, which tells nothing.
        sessionId: null,
        isOwn: Number(user) === userId,
        state: stat.startsWith('Z') ? 'zombie' : stat.startsWith('T') ? 'stopped' : 'running',
        executable: command[0] ?? '',
        command,
        folder: '',
        rssBytes: Number(rss) * 1024,
        cpuMs: cpuMsOf(time),
        threads: 0,
      } satisfies SeenProcess,
    ];
  });
}

/** Looks at all processes with `ps`, for systems without `/proc`. */
export async function psLook(): Promise<ProcessLook> {
  const output = await new Promise<string>((resolve) => {
    const options = { maxBuffer: 16 * 1024 * 1024, timeout: 5_000, env: { ...process.env, LC_ALL: 'C' } };
    execFile('ps', ['-axo', columns], options, (_error, stdout) => resolve(stdout));
  });
  return {
    processes: psSeen(output, process.getuid?.()),
    unknowns: [
      'Without /proc it is not known who holds the other end of a standard input, so nothing is called an orphan.',
      'Without /proc folders, descriptors and PSS are not known.',
    ],
  };
}
