import type { Target } from '../../protocol/targets.ts';

const generationsMax = 16;

/** True where a process stands below another; the processes between them need not be watched, nor be Node. */
async function isBelow(pid: number, above: number, parentOf: (pid: number) => Promise<number>): Promise<boolean> {
  let one = pid;
  for (let generation = 0; generation < generationsMax && one > 1; generation += 1) {
    one = await parentOf(one);
    if (one === above) return true;
  }
  return false;
}

/**
 * Who does the work of a program beside its main thread: the other threads of the process and those of the processes
 * below it, of those that are watched. Empty for a target that is a thread itself. `parentOf` gives 0 where it is not
 * known.
 */
export async function kinOf(
  target: Target,
  watched: readonly Target[],
  parentOf: (pid: number) => Promise<number>,
): Promise<readonly Target[]> {
  if (target.threadId !== 0) return [];
  const others = watched.filter(({ targetId, state }) => state === 'watching' && targetId !== target.targetId);
  const below = new Map([[target.pid, true]]);
  for (const { pid } of others) if (!below.has(pid)) below.set(pid, await isBelow(pid, target.pid, parentOf));
  return others.filter(({ pid }) => below.get(pid) === true);
}
