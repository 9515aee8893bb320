import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { limits } from '../../src/protocol/limits.ts';
import { drawnSnapshot } from '../analysis/heap/drawnHeap.ts';
import { builtFile } from '../support/builtProgram.ts';

/** A program that keeps so many sessions in a map. */
const keeping = (sessions: number) =>
  drawnSnapshot(`
    root synthetic 0 id=1
    global object:global 10 id=3
    map object:Map 20 id=21
    table array:table 10 id=${23 + sessions}
    root [1] global
    global .sessions map
    map ~table table
    ${Array.from({ length: 30 }, (_, at) => `f${at} object:F${at} 8 id=${101 + at * 2}\nglobal [${at}] f${at}`).join('\n')}
    ${Array.from({ length: sessions }, (_, at) => `v${at} object:Session 100 id=${1003 + at * 4}\ntable ~${8 + at * 3} v${at}`).join('\n')}
  `);

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-test-heap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(sessions: number): string {
  const file = path.join(folder, `${sessions}.heapsnapshot`);
  writeFileSync(file, keeping(sessions));
  return file;
}
const cache = path.join(folder, 'cache');
const before = written(3);
const after = written(23);

function heap(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtFile('cli.js'), 'heap', ...args], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder, XDG_CACHE_HOME: cache, NO_COLOR: '1' },
  });
  return { code: status, out: stdout, error: stderr };
}

/** The one document that a run printed. */
function documentOf({ code, out, error }: ReturnType<typeof heap>): Record<string, unknown> {
  expect({ code, error, lines: out.trimEnd().split('\n').length }).toEqual({ code: 0, error: '', lines: 1 });
  return JSON.parse(out);
}

describe('heap commands with --json', () => {
  test('heap summary: the whole, and the classes that retain most', () => {
    const { classes, ...whole } = documentOf(heap('summary', after, '--all', '--json'));
    expect(whole).toEqual({
      format: 1,
      kind: 'heapSummary',
      fileBytes: keeping(23).length,
      nodeCount: 57,
      edgeCount: 56,
      shallowSize: 10 + 20 + 10 + 30 * 8 + 23 * 100,
      detached: [],
      problems: [],
    });
    expect(classes).toContainEqual({
      name: 'Session',
      location: null,
      count: 23,
      shallowSize: 2_300,
      retainedSize: 2_300,
      distance: 4,
    });
    expect(documentOf(heap('summary', after, '--top', '1', '--json'))['classes']).toHaveLength(1);
  });

  test('heap diff: the class that grew, and what holds it', () => {
    const diff = documentOf(heap('diff', before, after, '--json'));
    expect(diff).toMatchObject({ format: 1, kind: 'heapDiff', sizeDelta: 2_000, identityRefusal: null });
    expect(diff).toMatchObject({ orderProblem: null, objects: { added: 21, removed: 1, survived: 36 } });
    expect(diff['classes']).toContainEqual(
      expect.objectContaining({
        name: 'Session',
        addedCount: 20,
        removedCount: 0,
        countDelta: 20,
        addedSize: 2_000,
        removedSize: 0,
        sizeDelta: 2_000,
      }),
    );
    expect(diff['growth']).toMatchObject([
      { container: 'Map sessions', owner: 'global', countDelta: 20, sizeDelta: 2_000, path: expect.any(String) },
    ]);
  });

  test('heap diff of three: what each step brought, and that nothing grew in both', () => {
    const diff = documentOf(heap('diff', before, after, after, '--json'));
    expect(diff).toMatchObject({ kind: 'heapDiff', sizeDelta: 2_000, identityRefusal: null });
    expect(diff['steps']).toMatchObject([{ sizeDelta: 2_000 }, { before: after, after, sizeDelta: 0 }]);
    expect(diff['growth']).toMatchObject([
      { container: 'Map sessions', steps: [{ countDelta: 20, sizeDelta: 2_000 }, null], grewInEach: false },
    ]);
    expect(heap('diff', before, after, after).out).toMatch(/sessions +\+2\.00 KB +· +\+2\.00 KB/);
  });

  test('heap diff with its arguments in the wrong order says so', () => {
    const { code, out, error } = heap('diff', after, before, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ growth: [], orderProblem: expect.stringContaining('Change their order') });
    expect(error).toContain('was taken after the second');
  });

  test('heap node: its sizes, who holds it, and its path', () => {
    expect(documentOf(heap('node', after, '@21', '--json'))).toMatchObject({
      format: 1,
      kind: 'heapNode',
      nodeKind: 'object',
      name: 'Map',
      // Its own and its table's.
      shallowSize: 30,
      retainedSize: 2_330,
      distance: 2,
      dominatorId: 3,
      retainers: [{ nodeId: 3, edgeName: 'sessions' }],
      path: [{ nodeId: 3 }],
    });
  });
});

test('the second time an analysis is recalled, and a damaged one is made again', () => {
  const file = path.join(folder, 'large.heapsnapshot');
  // Blanks make it large enough to be kept.
  writeFileSync(
    file,
    keeping(40).replace('"edges":[', `"edges":[${' '.repeat(limits.keptAnalysisFileBytesMin.value)}`),
  );
  utimesSync(file, 1_000_000, 1_000_000.5);
  const kept = path.join(cache, 'pitstop', 'heaps');
  documentOf(heap('summary', file, '--json', '--no-cache'));
  expect(readdirSync(kept).filter((name) => !name.endsWith('.name'))).toEqual([]);
  const first = documentOf(heap('summary', file, '--json'));
  const front = readdirSync(kept).find((name) => name.endsWith('.front')) ?? '';
  expect(readdirSync(kept)).toContain(front.replace('.front', '.analysis'));
  expect(documentOf(heap('summary', file, '--json'))).toEqual(first);
  writeFileSync(path.join(kept, front), 'damaged');
  expect(documentOf(heap('node', file, '@21', '--json'))).toMatchObject({ name: 'Map' });
  expect(documentOf(heap('summary', file, '--json'))).toEqual(first);
  expect(existsSync(file)).toBe(true);
});

describe('heap tables with --json', () => {
  test('heap paths, strings, modules, contexts and closures', () => {
    const paths = documentOf(heap('paths', after, '@1003', '--json'));
    expect(paths).toMatchObject({ format: 1, kind: 'heapPaths', nodeId: 1003, name: 'Session' });
    expect(paths['paths']).toMatchObject([{ text: 'global › sessions', isShortest: true, steps: { length: 3 } }]);
    const modules = documentOf(heap('modules', after, '--json'));
    expect(modules).toMatchObject({ kind: 'heapModules', modules: [{ name: '(no module)', size: 2_580 }] });
    expect(documentOf(heap('strings', after, '--longest', '--json'))).toMatchObject({
      kind: 'heapStrings',
      strings: [],
    });
  });
});

test('heap share: a copy without its texts that gives the same figures, and is not written over another file', () => {
  const drawn = keeping(23).replace(/\]\}$/, ',"a secret text"]}');
  const file = path.join(folder, 'told.heapsnapshot');
  writeFileSync(file, drawn);
  const out = path.join(folder, 'shared.heapsnapshot');
  expect(documentOf(heap('share', file, out, '--json'))).toMatchObject({
    kind: 'heapShare',
    file: out,
    replaced: { texts: 1, keys: 0 },
    remains: expect.arrayContaining(['paths of scripts']),
  });
  expect(readFileSync(out, 'utf8')).not.toContain('secret');
  expect(readFileSync(out, 'utf8')).toContain('"Session"');
  expect(JSON.parse(readFileSync(out, 'utf8')).strings).toHaveLength(JSON.parse(drawn).strings.length);
  expect(heap('share', file, out)).toMatchObject({ code: 2, error: expect.stringContaining('is not written over') });
});

describe('heap summary of what is no snapshot', () => {
  test.each([
    ['empty', '', 'is empty (0 bytes)'],
    ['text', 'hello', 'is no heap snapshot'],
    ['json', '{"a":1}', 'is JSON, but no heap snapshot'],
    ['header', '{"snapshot":{"meta', 'is no heap snapshot: it ends inside its header'],
    ['binary', Buffer.from([0, 255, 7, 128]), 'is no heap snapshot'],
  ])('%s is refused with the reason', (name, content, reason) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    const { code, out, error } = heap('summary', file, '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(`pitstop: ${name} ${reason}`);
    expect(error).toContain('Choose a .heapsnapshot file');
  });

  test('a folder and a missing file are refused by their path', () => {
    expect(heap('summary', folder)).toMatchObject({ code: 2, error: expect.stringContaining(`${folder} is a folder`) });
    const missing = path.join(folder, 'missing');
    expect(heap('summary', missing)).toMatchObject({
      code: 2,
      error: expect.stringContaining(`there is no file ${missing}`),
    });
  });

  test('a snapshot that is cut short is shown, and it is said what is missing', () => {
    const cut = path.join(folder, 'cut.heapsnapshot');
    writeFileSync(cut, keeping(23).slice(0, keeping(23).indexOf('"edges"') + 60));
    const { code, out, error } = heap('summary', cut, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ kind: 'heapSummary', nodeCount: 57 });
    expect(error).toContain('the file ends inside its edges');
  });

  test('an option that does not fit is refused before the file is read', () => {
    const { code, error } = heap('summary', path.join(folder, 'missing'), '--top', 'x');
    expect({ code, error }).toMatchObject({ code: 2, error: expect.stringContaining('--top takes a whole number') });
  });
});
