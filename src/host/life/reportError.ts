import { inspect } from 'node:util';

/** Tells our own mistakes on standard error, which the editor shows in its log. */
export function reportError(error: unknown): void {
  process.stderr.write(`pitstop host: ${error instanceof Error ? inspect(error, { depth: 2 }) : String(error)}\n`);
}
