import { readdirSync, readFileSync } from 'node:fs';

type Process = { readonly pid: number; readonly parentPid: number; readonly command: string };

function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, so fields are counted from behind it: state, then the parent.
    const parentPid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { pid, parentPid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

/** Processes below `pid`, children before their children. */
export function descendantsOf(pid: number): readonly Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processOf(Number(name)))
    .filter((process) => process !== undefined);
  const below = (parent: number): readonly Process[] =>
    all.filter(({ parentPid }) => parentPid === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** True while a process runs under that pid; one that ended and waits to be collected does not. */
export function isRunning(pid: number): boolean {
  const process = processOf(pid);
  return process !== undefined && process.command !== '';
}
