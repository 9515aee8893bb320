import path from 'node:path';

/** A file of the built program: `npm run build` makes them, and `npm test` does that before these suites. */
export function builtFile(name: 'host.cjs' | 'cli.js' | 'worker.cjs' | 'pitstopProbe.cjs' | 'mixWorker.cjs'): string {
  return path.resolve(import.meta.dirname, '..', '..', process.env['PITSTOP_TEST_DIST'] ?? 'dist', name);
}
