import { defineConfig } from 'vitest/config';

/** What starts real processes runs one file at a time: its tests share ports, cores and patience. A second try is given, and told, since the machine may be busy. */
const oneAtATime = { fileParallelism: false, pool: 'forks', maxWorkers: 1, retry: 1 } as const;
const editor = { ...oneAtATime, testTimeout: 120_000, hookTimeout: 180_000 };

/**
 * The suites by what they need: `unit` needs nothing, `process` starts real processes, `editor` drives a real editor,
 * and `editor-far` drives it once more as if the browser were on another machine.
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
          ...oneAtATime,
          name: 'process',
          include: ['test/process/**/*.test.ts', 'test/house/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
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
