import { performance } from 'node:perf_hooks';

/** Runs the probe's own work: measures it, and keeps its errors out of the program. */
export type SelfTime = {
  /** Runs `work`; an error it throws goes to `onError`, once. Work inside work is counted once. */
  readonly run: (work: () => void) => void;
  /** Milliseconds of CPU time of own work since the start; time in which the system ran somebody else is not in it. */
  readonly spentMs: () => number;
};

export function selfTime(onError: (error: unknown) => void): SelfTime {
  const cpuMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  let depth = 0;
  let spent = 0;
  let hasFailed = false;
  return {
    run: (work) => {
      const startedAt = depth === 0 ? performance.now() : 0;
      const cpuBefore = depth === 0 ? cpuMs() : 0;
      depth += 1;
      try {
        work();
      } catch (error) {
        // The program we live in must never see an error of ours.
        if (!hasFailed) {
          hasFailed = true;
          onError(error);
        }
      } finally {
        depth -= 1;
        // Other threads of the process count in its CPU time, but not for longer than we took.
        if (depth === 0) spent += Math.min(performance.now() - startedAt, cpuMs() - cpuBefore);
      }
    },
    spentMs: () => spent,
  };
}
