import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Capture } from '../../../src/protocol/captures.ts';
import type { Progress } from '../../../src/protocol/jobs.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { probeFileName } from '../../../src/protocol/probeChannel.ts';
import { heapPart } from '../../../src/host/heap/heapHandlers.ts';
import { openPlaces } from '../../../src/host/places/places.ts';
import { placesWork } from '../../../src/host/places/placesWork.ts';
import { openWorkers } from '../../../src/host/workers/workers.ts';
import { drawnSnapshot } from '../../analysis/heap/drawnHeap.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-heap-'));
const workers = openWorkers(path.resolve(import.meta.dirname, '../../../src/host/workers/worker.ts'));
const runs: string[] = [];
const counted: typeof workers = {
  ...workers,
  run: (name, params, control) => {
    runs.push(name);
    return workers.run(name, params, control);
  },
};
afterAll(async () => {
  await workers.close();
  rmSync(folder, { recursive: true });
});

const source = path.join(folder, 'gateway.js');
writeFileSync(source, 'const first = 1;\nconst sessions = new Map();\nfunction handle() {}\n');
const captures = new Map<string, Capture>();
const scripts = new Map<number, string>([[5, source]]);
const capturesPart = {
  captures: {
    get: (captureId: string) => {
      const found = captures.get(captureId);
      if (found === undefined) throw new Failure('captureUnknown', `no capture ${captureId}`);
      return found;
    },
    scriptsOf: () => scripts,
  },
  workers: counted,
  places: openPlaces(placesWork),
};
const part = heapPart(capturesPart);

function capture(captureId: string, content: string, about: Partial<Capture> = {}): string {
  const file = path.join(folder, `${captureId}.heapsnapshot`);
  writeFileSync(file, content);
  const fileBytes = content.length;
  captures.set(captureId, {
    captureId,
    kind: 'heapSnapshot',
    label: captureId,
    file,
    fileBytes,
    takenAt: 0,
    way: 'import',
    ...about,
  });
  return captureId;
}

/** A client that asks; nothing of it is needed but its signal and who hears the progress. */
const asking = (signal = new AbortController().signal) => ({
  signal,
  progress: () => undefined,
  client: { clientId: 1, sendAnswerBlock: () => 0, sendLiveBlock: () => undefined, onClose: () => undefined },
});
const page = { start: 0, end: 10, sort: 'retainedSize', descending: true, filter: '' };

const grown = (entries: number) =>
  drawnSnapshot(`
    root synthetic 0 id=1
    global object:global 10 id=3
    handle closure:handle 10 id=5 at=5:2:15
    context object:system·/·Context 10 id=7
    native hidden:system·/·NativeContext 10 id=9
    map object:Map 20 id=21
    table array:table 10 id=${23 + entries}
    root [1] global
    global .handle handle
    handle ~context context
    context ~previous native
    context $sessions map
    map ~table table
    ${Array.from({ length: 30 }, (_, at) => `f${at} object:F${at} 8 id=${101 + at * 2}\nglobal [${at}] f${at}`).join('\n')}
    ${Array.from({ length: entries }, (_, at) => `v${at} object:Session 100 id=${1003 + at * 4}\ntable ~${8 + at * 3} v${at}`).join('\n')}
  `);

describe('heap questions', () => {
  test('an analysis is made once for all who ask at the same time', async () => {
    capture('shared', grown(3));
    runs.length = 0;
    const { handlers } = part;
    const [figures, classes, again] = await Promise.all([
      handlers['heap/figures']({ captureId: 'shared' }, asking()),
      handlers['heap/classes']({ captureId: 'shared', page }, asking()),
      handlers['heap/figures']({ captureId: 'shared' }, asking()),
    ]);
    expect(runs.filter((name) => name === 'completeSnapshot')).toHaveLength(1);
    expect(figures).toEqual(again);
    expect(figures).toMatchObject({ nodeCount: 40, problems: [] });
    expect(classes.rows[0]).toMatchObject({ name: 'global', place: null });
  });

  test('while it is worked out, the asker is told how many objects of each class there are', async () => {
    capture('first', grown(40));
    const told: Progress[] = [];
    const context = { ...asking(), progress: (progress: Progress) => void told.push(progress) };
    const { nodeCount } = await part.handlers['heap/figures']({ captureId: 'first' }, context);
    const soFar = told.find((progress) => progress.soFar !== undefined)?.soFar;
    expect(soFar).toMatchObject({ nodeCount });
    expect(soFar?.classes).toContainEqual({ name: 'Session', count: 40, shallowSize: 4_000 });
  });

  test('objects are listed by page: a list is ordered once, and retainers of no object are refused', async () => {
    capture('nodes', grown(40));
    const list = { captureId: 'nodes', set: { kind: 'contents', nodeId: 23 + 40 }, page } as const;
    const first = await part.handlers['heap/nodes'](list, asking());
    runs.length = 0;
    const second = await part.handlers['heap/nodes']({ ...list, page: { ...page, start: 10, end: 15 } }, asking());
    expect([first.total, first.rows.length, second.rows.length]).toEqual([40, 10, 5]);
    expect(first.rows[0]).toMatchObject({ name: 'Session', edgeKind: 'internal', retainedSize: 100, place: null });
    expect(runs).toEqual(['readNodeRows']);
    const held = await part.handlers['heap/nodes']({ ...list, set: { kind: 'retainers', nodeId: 7 } }, asking());
    expect(held.rows[0]).toMatchObject({ name: 'handle', edgeName: 'context', place: { file: source, line: 3 } });
    const none = { ...list, set: { kind: 'retainers', nodeId: 999_999 } } as const;
    await expect(part.handlers['heap/nodes'](none, asking())).rejects.toMatchObject({ code: 'nodeUnknown' });
  });

  test('a node tells its sizes, its path, and where its functions stand', async () => {
    capture('node', grown(3));
    const node = await part.handlers['heap/node']({ captureId: 'node', nodeId: 21 }, asking());
    expect(node).toMatchObject({ name: 'Map', kind: 'object', retainedSize: 330, distance: 4, dominatorId: 7 });
    expect(node.path.map(({ name, edgeName }) => `${edgeName} of ${name}`)).toEqual([
      'sessions of system / Context',
      'context of handle',
      'handle of global',
    ]);
    expect(node.path[1]?.place).toMatchObject({ file: source, line: 3, symbol: 'handle' });
    await expect(part.node('node', 999_999, asking())).rejects.toMatchObject({ code: 'nodeUnknown' });
  });

  test('the icicle sums up to the whole', async () => {
    capture('icicle', grown(20));
    const root = await part.handlers['heap/icicle']({ captureId: 'icicle', nodeId: null, depth: 7 }, asking());
    expect(root.label).toBe('(whole heap)');
    const [child] = root.children;
    expect(child).toMatchObject({ label: 'global', retainedSize: root.retainedSize });
    const labels = JSON.stringify(root);
    expect(labels).toMatch(/"label":"Session","retainedSize":\d+,"count":20/);
  });

  test('tables of a heap come by page, each made once, with places and with what no living function reads', async () => {
    capture('tables', grown(3));
    runs.length = 0;
    const { handlers } = part;
    const ask = { captureId: 'tables', page };
    const scopes = await handlers['heap/scopes']({ ...ask, within: -1 }, asking());
    expect(scopes).toMatchObject({
      total: 1,
      omitted: 0,
      rows: [
        {
          name: 'module gateway.js',
          place: { file: source, line: 3 },
          variables: [{ name: 'sessions', nodeId: 21, retainedSize: 330, isRead: false }],
        },
      ],
    });
    expect(await handlers['heap/scopes']({ ...ask, within: scopes.rows[0]?.scope ?? null }, asking())).toMatchObject({
      total: 0,
    });
    expect(runs.filter((name) => name === 'readScopeRows')).toHaveLength(1);
    expect(await handlers['heap/closures'](ask, asking())).toMatchObject({
      rows: [{ name: 'handle', count: 1, place: { line: 3 } }],
    });
    const modules = await handlers['heap/modules'](
      { ...ask, by: 'file', page: { ...page, sort: 'size', end: 1 } },
      asking(),
    );
    expect(modules).toMatchObject({ total: 2, rows: { length: 1 } });
    expect(await handlers['heap/strings']({ ...ask, order: 'duplicates' }, asking())).toMatchObject({ total: 0 });
    const paths = await handlers['heap/paths']({ captureId: 'tables', nodeId: 21 }, asking());
    expect(paths).toMatchObject({ retainerCount: 1, paths: [{ isShortest: true, steps: { length: 3 } }] });
    expect(paths.paths[0]?.steps[1]?.place).toMatchObject({ file: source, line: 3 });
  });

  test('allocations of a sampling profile, read where it lies; a snapshot without them says so', async () => {
    const file = path.join(folder, 'app.heapprofile');
    const frame = { functionName: 'handle', scriptId: '5', url: source, lineNumber: 2, columnNumber: 15 };
    writeFileSync(file, JSON.stringify({ head: { callFrame: frame, selfSize: 64, children: [] }, samples: [] }));
    expect(await part.handlers['heap/profile']({ file, page }, asking())).toMatchObject({
      source: 'sampling',
      totalSize: 64,
      rows: [{ name: 'handle', selfSize: 64, liveSize: null, place: { file: source, line: 3 } }],
    });
    writeFileSync(file, '{"nodes":[]}');
    await expect(part.handlers['heap/profile']({ file, page }, asking())).rejects.toMatchObject({
      code: 'notAHeapProfile',
    });
    capture('untracked', grown(3));
    const untracked = part.handlers['heap/allocations']({ captureId: 'untracked', page }, asking());
    await expect(untracked).rejects.toMatchObject({ code: 'allocationsAbsent' });
  });

  test('what our own probe keeps in the program is not among what grew', async () => {
    capture('probed before', grown(3), { processKey: 'one' });
    capture('probed after', grown(23), { processKey: 'one' });
    scripts.set(5, `/any/place/${probeFileName}`);
    onTestFinished(() => void scripts.set(5, source));
    const pair = { before: 'probed before', after: 'probed after' };
    expect(await part.handlers['diff/figures'](pair, asking())).toMatchObject({ growthCount: 0, sizeDelta: 2_000 });
  });

  test('a diff names what grew at its declaration', async () => {
    capture('before', grown(3), { processKey: 'one' });
    capture('after', grown(23), { processKey: 'one' });
    const pair = { before: 'before', after: 'after' };
    const figures = await part.handlers['diff/figures'](pair, asking());
    expect(figures).toMatchObject({ identityRefusal: null, growthCount: 1, sizeDelta: 2_000 });
    const { rows } = await part.handlers['diff/growth']({ ...pair, page }, asking());
    expect(rows).toMatchObject([
      {
        container: 'Map sessions',
        owner: 'module gateway.js',
        countDelta: 20,
        place: { file: source, line: 2, symbol: 'sessions' },
      },
    ]);
    const classes = await part.handlers['diff/classes']({ ...pair, page: { ...page, sort: 'sizeDelta' } }, asking());
    expect(classes.rows[0]).toMatchObject({ name: 'Session', addedCount: 20, sizeDelta: 2_000 });
  });

  test('captures of two processes are compared by their class tables only, and it is said why', async () => {
    capture('mine', grown(3), { processKey: 'one', targetName: 'gateway', targetPid: 10 });
    capture('other', grown(23), { processKey: 'two', targetName: 'gateway', targetPid: 11 });
    const pair = { before: 'mine', after: 'other' };
    const figures = await part.handlers['diff/figures'](pair, asking());
    expect(figures.identityRefusal).toBe('They were taken of two processes: gateway (pid 10) and gateway (pid 11).');
    expect((await part.handlers['diff/growth']({ ...pair, page }, asking())).total).toBe(0);
    const { rows } = await part.handlers['diff/classes']({ ...pair, page }, asking());
    expect(rows).toMatchObject([{ name: 'Session', countDelta: 20, sizeDelta: 2_000 }]);
  });

  test('captures of one process that was left in between are not compared by ids that began anew', async () => {
    const of = (processKey: string) => ({ processKey, targetId: '10-1', targetName: 'gateway', targetPid: 10 });
    capture('first', grown(3), of('one'));
    capture('later', grown(23), of('two'));
    const figures = await part.handlers['diff/figures']({ before: 'first', after: 'later' }, asking());
    expect(figures.identityRefusal).toBe(
      'Pitstop left gateway (pid 10) between the two; the engine numbers its objects anew after that.',
    );
  });

  test('imported files of two processes are told apart by their objects', async () => {
    const renamed = grown(3).replace(/"F(\d+)"/g, '"G$1"');
    capture('imported', grown(3));
    capture('stranger', renamed);
    const figures = await part.handlers['diff/figures']({ before: 'imported', after: 'stranger' }, asking());
    expect(figures.identityRefusal).toMatch(/^Only \d+ % of the object ids/);
  });

  test.each([
    ['empty', '', 'notASnapshot'],
    ['text', 'hello', 'notASnapshot'],
    ['cut', grown(3).slice(0, 300), 'notASnapshot'],
  ])('a bad file is refused: %s', async (name, content, code) => {
    capture(`bad-${name}`, content);
    const asked = part.handlers['heap/figures']({ captureId: `bad-${name}` }, asking());
    await expect(asked).rejects.toMatchObject({ code });
  });

  test('a damaged file is shown with its problems', async () => {
    const whole = grown(3);
    capture('damaged', whole.slice(0, whole.indexOf('"edges"') + 40));
    const figures = await part.handlers['heap/figures']({ captureId: 'damaged' }, asking());
    expect(figures.nodeCount).toBe(40);
    expect(figures.problems.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['the file ends inside its edges', 'the file has no strings']),
    );
  });

  test('a file that is gone, and a capture that is unknown, say so', async () => {
    capture('gone', grown(3));
    rmSync(path.join(folder, 'gone.heapsnapshot'));
    const ask = async (captureId: string) => part.handlers['heap/figures']({ captureId }, asking());
    await expect(ask('gone')).rejects.toMatchObject({ code: 'fileMissing' });
    await expect(ask('nowhere')).rejects.toMatchObject({ code: 'captureUnknown' });
  });

  test('who leaves ends the analysis, unless another waits for it too', async () => {
    capture('left', grown(3));
    const leaving = new AbortController();
    const left = Promise.resolve(part.handlers['heap/figures']({ captureId: 'left' }, asking(leaving.signal)));
    const outcome = left.catch((error: unknown) => error);
    const stays = part.handlers['heap/figures']({ captureId: 'left' }, asking());
    leaving.abort();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
    expect(await stays).toMatchObject({ nodeCount: 40 });
  });

  test('only so many analyses are kept; the one used longest ago is made anew', async () => {
    const names = Array.from({ length: limits.openSnapshotsMax.value + 1 }, (_, index) => `kept${index}`);
    for (const name of names) {
      capture(name, grown(3));
      await part.handlers['heap/figures']({ captureId: name }, asking());
    }
    runs.length = 0;
    await part.handlers['heap/figures']({ captureId: names.at(-1) ?? '' }, asking());
    expect(runs).not.toContain('completeSnapshot');
    await part.handlers['heap/figures']({ captureId: names[0] ?? '' }, asking());
    expect(runs).toContain('completeSnapshot');
  });

  test('where memory is short only two analyses are kept, which a comparison needs', async () => {
    const small = heapPart({ ...capturesPart, memoryBytes: 1 });
    for (const name of ['short0', 'short1', 'short2']) capture(name, grown(3));
    const made = async (captureId: string) => {
      runs.length = 0;
      await small.handlers['heap/figures']({ captureId }, asking());
      return runs.includes('completeSnapshot');
    };
    for (const name of ['short0', 'short1', 'short2']) expect(await made(name)).toBe(true);
    expect([await made('short1'), await made('short2')]).toEqual([false, false]);
    expect(await made('short0')).toBe(true);
  });
});
