import { defineConfig } from 'vitest/config';

/** What starts real processes gets a second try, and that is told: the machine may be busy. */
const realProcesses = { pool: 'forks', retry: 1 } as const;
const oneAtATime = { ...realProcesses, fileParallelism: false, maxWorkers: 1 } as const;
const process = { testTimeout: 90_000, hookTimeout: 90_000 };
const editor = { ...oneAtATime, testTimeout: 120_000, hookTimeout: 180_000 };

/** Files that share the inspector's one port, or look at the clock. */
const alone = ['attach', 'attachDangers', 'cli', 'load', 'snapshot', 'watch'].map(
  (name) => `test/process/${name}.test.ts`,
);

/**
 * The suites by what they need: `unit` needs nothing, `process` starts real processes, two files at a time since they
 * mostly wait, `alone` the same one file at a time, `editor` drives a real editor, and `editor-far` drives it once more
 * as if the browser were on another machine.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/process/**', 'test/editor/**', 'test/bench/**', 'test/house/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...realProcesses,
          ...process,
          maxWorkers: 2,
          name: 'process',
          include: ['test/process/**/*.test.ts', 'test/house/**/*.test.ts'],
          exclude: alone,
        },
      },
      { test: { ...oneAtATime, ...process, name: 'alone', include: alone } },
      {
        test: { ...editor, name: 'editor', include: ['test/editor/**/*.test.ts'], provide: { browserPlace: 'near' } },
      },
      {
        test: {
          ...editor,
          name: 'editor-far',
          include: ['test/editor/window.test.ts'],
          provide: { browserPlace: 'far' },
        },
      },
    ],
  },
});
