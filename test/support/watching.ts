import type { ColumnBlock } from '../../src/protocol/columnBlock.ts';
import type { Target } from '../../src/protocol/targets.ts';
import type { JobControl } from '../../src/host/jobs/jobs.ts';
import { openTargets } from '../../src/host/session/openTargets.ts';
import type { Targets } from '../../src/host/session/targets.ts';

/** Real targets of a test, with what they told. */
export type Watching = {
  readonly targets: Targets;
  readonly blocks: readonly ColumnBlock[];
  readonly turnedAway: readonly string[];
  /** Resolves with the first target that passes, now or after a change. */
  readonly until: (passes: (target: Target) => boolean) => Promise<Target>;
  /** Resolves when so many samples of the target came. */
  readonly samples: (targetId: string, count: number) => Promise<void>;
};

export async function openWatching(probeFile: string): Promise<Watching> {
  const blocks: ColumnBlock[] = [];
  const turnedAway: string[] = [];
  const waiters = new Set<() => void>();
  const wake = () => {
    for (const waiter of waiters) waiter();
  };
  const targets = await openTargets({
    probeFile,
    onChanged: wake,
    onBlock: (_targetId, block) => {
      blocks.push(block);
      wake();
    },
    onTurnedAway: (reason) => turnedAway.push(reason),
  });
  const when = <Value>(find: () => Value | undefined): Promise<Value> =>
    new Promise((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiters.delete(look);
        resolve(found);
      };
      waiters.add(look);
      look();
    });
  return {
    targets,
    blocks,
    turnedAway,
    until: (passes) => when(() => targets.list().find(passes)),
    samples: async (targetId, count) => {
      const rows = () =>
        blocks
          .filter(({ head }) => head.kind === 'samples' && head.targetId === targetId)
          .reduce((sum, { columns }) => sum + columns[0].values.length, 0);
      await when(() => (rows() >= count ? true : undefined));
    },
  };
}

/** A job's control for a test that neither cancels nor listens. */
export function quietControl(signal: AbortSignal = new AbortController().signal): JobControl {
  return { signal, progress: () => undefined };
}
