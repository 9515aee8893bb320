import path from 'node:path';
import { commandShape } from '../../analysis/ledger/commandShape.ts';
import { grouped } from '../../analysis/ledger/grouped.ts';
import { parentGone } from '../../analysis/ledger/orphans.ts';
import { isAgentLike, isEditorCommand } from '../../analysis/ledger/roles.ts';
import type { SeenProcess } from '../../analysis/ledger/seenProcess.ts';

type ByPid = ReadonlyMap<number, SeenProcess>;

/** This host with everything below it, and other processes that run a file of ours. */
export function ownPids(all: ByPid, host: { readonly pid: number; readonly folder: string }): ReadonlySet<number> {
  const isOurs = ({ command, folder }: SeenProcess) =>
    command
      .slice(1, 4)
      .some((word) => /\.c?js$/.test(word) && path.dirname(path.resolve(folder, word)) === host.folder);
  const own = new Set<number>([host.pid]);
  for (const process of all.values()) if (process.isOwn && isOurs(process)) own.add(process.pid);
  return new Set([...own, ...below(all, [host.pid])]);
}

/** Pids above a process. */
export function pidsAbove(all: ByPid, pid: number): ReadonlySet<number> {
  const above = new Set<number>();
  for (
    let one = all.get(pid)?.parentPid;
    one !== undefined && one > 0 && !above.has(one);
    one = all.get(one)?.parentPid
  )
    above.add(one);
  return above;
}

/** Pids below some processes, without themselves. */
export function below(all: ByPid, pids: Iterable<number>): ReadonlySet<number> {
  const children = grouped(all.values(), ({ parentPid }) => parentPid);
  const found = new Set<number>();
  const queue = [...pids];
  for (const pid of queue) {
    for (const child of children.get(pid) ?? []) {
      if (found.has(child.pid)) continue;
      found.add(child.pid);
      queue.push(child.pid);
    }
  }
  return found;
}

/** Runs scripts for people: what it started belongs together. */
const isLauncher = (process: SeenProcess | undefined) =>
  process !== undefined && ['launcher', 'shell'].includes(commandShape(process).kind);

/** Processes that once belonged to the tree of `pid`: taken over by another parent, in a process group of that tree. */
function strayed(all: ByPid, pid: number, tree: ReadonlySet<number>): readonly number[] {
  const leaders = new Set(tree);
  for (
    let parent = all.get(all.get(pid)?.parentPid ?? 0);
    isLauncher(parent) && parent !== undefined;
    parent = all.get(parent.parentPid)
  )
    if (commandShape(parent).kind === 'launcher') leaders.add(parent.pid);
  const above = pidsAbove(all, pid);
  return [...all.values()].flatMap((process) => {
    const { groupId, isOwn } = process;
    const isStray =
      isOwn &&
      groupId !== null &&
      leaders.has(groupId) &&
      !tree.has(process.pid) &&
      !above.has(process.pid) &&
      isTakenOver(all, process);
    return isStray ? [process.pid] : [];
  });
}

const isTakenOver = (all: ByPid, process: SeenProcess): boolean =>
  parentGone(process, all.get(process.parentPid), undefined) !== 'no';

/** A process with all below it, and what has strayed from it. */
export function treeOf(all: ByPid, pid: number): ReadonlySet<number> {
  const tree = new Set([pid, ...below(all, [pid])]);
  const stray = strayed(all, pid, tree);
  return new Set([...tree, ...stray, ...below(all, stray)]);
}

/**
 * Processes of the user that belong to an agent system, with all below them. `isLeft` looks at one whose parent has
 * ended and whose command says nothing: a program that was started with a pipe which nobody holds any more.
 */
export function agentProcesses(all: ByPid, isLeft: (process: SeenProcess) => boolean): ReadonlySet<number> {
  const found = [...all.values()].filter(
    (process) =>
      process.isOwn &&
      process.command.length > 0 &&
      (isAgentLike(process, commandShape(process)) || (isTakenOver(all, process) && isLeft(process))),
  );
  const roots = found.filter(({ command }) => !isEditorCommand(command)).map(({ pid }) => pid);
  return new Set([...found.map(({ pid }) => pid), ...below(all, roots)]);
}
