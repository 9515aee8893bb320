import type { Store } from './store.ts';

const lookMs = 500;

/** Calls back soon after another window of the same workspace has written to the store. Returns its stop. */
export function watchOtherWindows({ database }: Store, onWritten: () => void): () => void {
  // Changes with commits of other connections only.
  const version = () => Number(database.pragma('data_version', { simple: true }));
  let seen = version();
  const timer = setInterval(() => {
    const now = version();
    if (now === seen) return;
    seen = now;
    onWritten();
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
