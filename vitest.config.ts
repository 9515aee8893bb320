import { defineConfig } from 'vitest/config';

/** What starts real processes gets a second try, and that is told: the machine may be busy. */
const realProcesses = { pool: 'forks', retry: 1 } as const;

/**
 * The suites by what they need. `unit` needs nothing: its files share two processes, since starting one and loading what
 * is tested costs more than most tests. `process` starts real processes, two files at a time since they mostly wait.
 * `editor` drives a real editor, one at a time. `pictures` makes those of the README; no suite of `npm test`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/process/**', 'test/editor/**', 'test/bench/**', 'test/house/**', 'test/pictures/**'],
          pool: 'forks',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...realProcesses,
          testTimeout: 90_000,
          hookTimeout: 90_000,
          maxWorkers: 2,
          name: 'process',
          include: ['test/process/**/*.test.ts', 'test/house/**/*.test.ts'],
        },
      },
      {
        test: {
          ...realProcesses,
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          name: 'editor',
          include: ['test/editor/**/*.test.ts'],
        },
      },
      {
        test: {
          ...realProcesses,
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          name: 'pictures',
          include: ['test/pictures/**/*.test.ts'],
        },
      },
    ],
  },
});
