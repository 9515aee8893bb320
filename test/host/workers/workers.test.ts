import { once } from 'node:events';
import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { limits } from '../../../src/protocol/limits.ts';
import { openWorkers, type Workers } from '../../../src/host/workers/workers.ts';
import { drawnSnapshot } from '../../analysis/heap/drawnHeap.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-workers-'));
const real = path.resolve(import.meta.dirname, '../../../src/host/workers/worker.ts');
const unruly = fileURLToPath(new URL('./unrulyWorker.ts', import.meta.url));
/** One pool for the tests that do not hurt it: a worker takes a moment to start. */
const shared = openWorkers(real);
let open: Workers[] = [];
const opened = (file: string, heapMb?: number) => {
  const workers = openWorkers(file, heapMb);
  open.push(workers);
  return workers;
};

afterEach(async () => {
  await Promise.all(open.map((workers) => workers.close()));
  open = [];
});
afterAll(async () => {
  await shared.close();
  rmSync(folder, { recursive: true });
});

describe('the worker pool', () => {
  test('runs a task of the table, and tells how busy it is', async () => {
    const file = path.join(folder, 'small.heapsnapshot');
    writeFileSync(file, drawnSnapshot('root synthetic 0\na object:A 10\nroot [1] a'));
    const { parts } = await shared.run('readSnapshot', { file, wanted: ['nodes', 'edges', 'strings'] });
    expect(parts).toMatchObject({ nodes: { count: 2 }, edges: { count: 1 }, problems: [] });
    expect(shared.state()).toMatchObject({ name: 'workers', busy: 0, waiters: 0, completed: 1, failed: 0 });
    expect(shared.state().waitMsMax).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ['a file that is not there', 'missing.heapsnapshot', null, 'fileMissing'],
    ['a folder', '.', null, 'fileUnreadable'],
    ['an empty file', 'empty.heapsnapshot', '', 'notASnapshot'],
    ['a text', 'text.heapsnapshot', 'hello', 'notASnapshot'],
  ])('%s is a failure with its reason', async (_name, name, content, code) => {
    const file = path.join(folder, name);
    if (content !== null) writeFileSync(file, content);
    await expect(shared.run('readSnapshot', { file, wanted: ['nodes'] })).rejects.toMatchObject({ code });
  });

  test.each(['exit', 'fill'])(
    'a worker that ends by %s is told, and another takes its place',
    async (deed) => {
      const workers = opened(unruly, 32);
      const ask = (file: string) => workers.run('readSnapshot', { file, wanted: [] });
      await expect(ask(deed)).rejects.toMatchObject({ code: 'workerCrashed' });
      await expect(ask('well')).resolves.toBe('well');
      expect(workers.state()).toMatchObject({ busy: 0, completed: 1, failed: 1 });
    },
    60_000,
  );

  test.each(['heedful', 'deaf'])('a %s task is cancelled in time', async (deed) => {
    const workers = opened(unruly);
    const mark = path.join(folder, `${deed}.mark`);
    writeFileSync(mark, '');
    const begun = once(watch(mark), 'change');
    const cancel = new AbortController();
    const asked = workers.run('readSnapshot', { file: `${deed} ${mark}`, wanted: [] }, { signal: cancel.signal });
    const outcome = asked.catch((error: unknown) => error);
    await begun;
    const startedAt = performance.now();
    cancel.abort();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
    // A deaf thread is ended, which takes the system a moment more.
    expect(performance.now() - startedAt).toBeLessThan(limits.workerHaltMs.value + 1_000);
    await expect(workers.run('readSnapshot', { file: 'well', wanted: [] })).resolves.toBe('well');
  });

  test('more tasks than threads wait their turn', async () => {
    const workers = opened(unruly);
    const asked = Array.from({ length: 6 }, (_, index) =>
      workers.run('readSnapshot', { file: `task${index}`, wanted: [] }),
    );
    expect(workers.state()).toMatchObject({ busy: limits.workerThreadsMax.value, waiters: 4 });
    expect(await Promise.all(asked)).toEqual(['task0', 'task1', 'task2', 'task3', 'task4', 'task5']);
  });
});
