/** Why the process has to end, and the exit code that says so. */
export type Ending = { readonly reason: string; readonly exitCode: number };

/** What the host's life hangs on: the editor's IPC channel, or standard input of a headless host. */
export type Lifeline = 'ipc' | 'stdin';

/** How often the parent is looked for. A parent killed with its pipes inherited elsewhere is found only by this. */
const parentPollMs = 500;

/**
 * Calls `onEnding` once, at the first of: SIGTERM, SIGINT or SIGHUP, the lifeline closed, the parent gone, an error
 * that nobody caught, or a call of what it returns. Errors are reported first.
 */
export function watchEndings(
  lifeline: Lifeline,
  report: (error: unknown) => void,
  onEnding: (ending: Ending) => void,
): (reason: string) => void {
  let hasEnded = false;
  const end = (reason: string, exitCode: number) => {
    if (hasEnded) return;
    hasEnded = true;
    onEnding({ reason, exitCode });
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => end(signal, 0));
  process.on('uncaughtException', (error) => {
    report(error);
    end('an error that nobody caught', 1);
  });
  if (lifeline === 'ipc') process.on('disconnect', () => end('the editor closed the channel', 0));
  else {
    process.stdin.on('close', () => end('standard input was closed', 0));
    process.stdin.on('error', () => end('standard input broke', 0));
    process.stdin.resume();
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end('the parent process is gone', 0);
  }, parentPollMs).unref();
  return (reason) => end(reason, 0);
}
