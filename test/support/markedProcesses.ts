import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * An environment variable that all descendants of a process inherit, so that what is left of them can be found also when
 * their parents are gone. Linux only: it reads `/proc`.
 */
export function processMark(): { readonly environment: Record<string, string>; readonly running: () => string[] } {
  const mark = randomUUID();
  const running = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const isMarked = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
          const isZombie = /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
          if (!isMarked || isZombie) return [];
          return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()}`];
        } catch {
          // It ended while we looked, or is not ours to look at.
          return [];
        }
      });
  return { environment: { PITSTOP_TEST_MARK: mark }, running };
}
