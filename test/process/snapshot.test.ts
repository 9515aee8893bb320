import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Progress } from '../../src/protocol/jobs.ts';
import type { StallFigures } from '../../src/protocol/stalls.ts';
import { root } from '../../src/build/bundle.ts';
import { nodeBinaries, nodeOf } from '../support/nodes.ts';
import { answeringProgram, startProgram, type NodeProgram } from '../support/nodeProgram.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { openWatching, quietControl, type Watching } from '../support/watching.ts';

const probe = bundledProbe();
const marked =
  'class Marked { constructor(i) { this.i = i; } } globalThis.kept = Array.from({ length: 12345 }, (_, i) => new Marked(i));';
/** About 25 MB of small objects: a second of snapshot and more. */
const large = 'globalThis.kept = Array.from({ length: 250000 }, (_, i) => ({ i, text: [i] }));';
let watching: Watching;
let programs: NodeProgram[] = [];

const watched = async (binary: string, source: string) => {
  const program = startProgram({ binary, source, env: watching.targets.launchEnvironment() });
  programs.push(program);
  await program.line(/^ready$/);
  const target = await watching.until(({ pid }) => pid === program.pid);
  await watching.samples(target.targetId, 1);
  return { program, target };
};
const isWell = async (program: NodeProgram) => {
  program.tell('memory');
  return (await program.line(/^memory /)) !== '';
};
const filesLeft = (folder: string) => readdirSync(folder);

type SnapshotFile = {
  readonly snapshot: { readonly meta: { readonly node_fields: string[] }; readonly node_count: number };
  readonly nodes: number[];
  readonly strings: string[];
};
/** How many nodes of a snapshot have this name, and whether the file is whole. */
function namedNodes(file: string, name: string): number {
  const { snapshot, nodes, strings }: SnapshotFile = JSON.parse(readFileSync(file, 'utf8'));
  const { node_fields: fields } = snapshot.meta;
  expect(nodes.length).toBe(snapshot.node_count * fields.length);
  const nameAt = fields.indexOf('name');
  let count = 0;
  for (let offset = 0; offset < nodes.length; offset += fields.length)
    if (strings[nodes[offset + nameAt]] === name) count += 1;
  return count;
}

/** The engine's ids of the objects of a class. */
function idsOf(file: string, name: string): ReadonlySet<number | undefined> {
  const { snapshot, nodes, strings }: SnapshotFile = JSON.parse(readFileSync(file, 'utf8'));
  const { node_fields: fields } = snapshot.meta;
  const [nameAt, idAt] = [fields.indexOf('name'), fields.indexOf('id')];
  const ids = new Set<number | undefined>();
  for (let offset = 0; offset < nodes.length; offset += fields.length)
    if (strings[nodes[offset + nameAt]] === name) ids.add(nodes[offset + idAt]);
  return ids;
}

beforeEach(async () => {
  watching = await openWatching(probe.file);
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end()));
  programs = [];
  await watching.targets.close();
});
afterAll(() => probe.remove());

describe.each(nodeBinaries())('Node $release', ({ binary }) => {
  test('a snapshot holds what the program holds, with its scripts, in a private file', async () => {
    const { program, target } = await watched(binary, answeringProgram('cjs', marked));
    const file = path.join(temporaryFolder(), 'one.heapsnapshot');
    const progress: Progress[] = [];
    const taken = await watching.targets.takeSnapshot(target.targetId, 'inspector', file, {
      signal: new AbortController().signal,
      progress: (one) => progress.push(one),
    });
    // The objects, and the class's name among the strings of its function.
    expect(namedNodes(file, 'Marked') - 12_345).toBeLessThan(5);
    expect(namedNodes(file, 'Marked')).toBeGreaterThanOrEqual(12_345);
    expect(taken.bytes).toBe(statSync(file).size);
    expect(taken.pauseMs).toBeGreaterThan(10);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(taken.scripts.map(([, url]) => url.replace('file://', ''))).toContain(program.file);
    expect(progress.length).toBeGreaterThan(0);
    expect(filesLeft(path.dirname(file))).toEqual(['one.heapsnapshot']);
    expect(await isWell(program)).toBe(true);
    await watching.samples(target.targetId, 3);
  });

  test('an object keeps its id from one snapshot to the next', async () => {
    const { target } = await watched(binary, answeringProgram('cjs', marked));
    const folder = temporaryFolder();
    const files = ['one', 'two'].map((name) => path.join(folder, `${name}.heapsnapshot`));
    for (const file of files) await watching.targets.takeSnapshot(target.targetId, 'inspector', file, quietControl());
    const [one, two] = files.map((file) => idsOf(file, 'Marked'));
    expect(one.size).toBeGreaterThanOrEqual(12_345);
    expect([...one].filter((id) => !two.has(id))).toEqual([]);
  });
});

test('an object keeps its id through what else is asked of the engine: stacks of stalls, and a profile', async () => {
  const stalling = `${marked} setInterval(() => { for (const end = Date.now() + 260; Date.now() < end;); }, 400).unref();`;
  const { target } = await watched(nodeOf(24), answeringProgram('cjs', stalling));
  const { targets } = watching;
  const stalls: StallFigures[] = [];
  const stop = targets.watchLive({
    onChanged: () => undefined,
    onReport: (_id, report) => void (report.type === 'stalls' && stalls.push(...report.stalls)),
  });
  onTestFinished(stop);
  const more = (which: (stall: StallFigures) => boolean) => {
    const before = stalls.filter(which).length;
    return expect.poll(() => stalls.filter(which).length, { timeout: 30_000 }).toBeGreaterThan(before + 1);
  };
  // The thread that asks is at work.
  await more(({ frames }) => frames.length > 0);
  const folder = temporaryFolder();
  const files = ['one', 'two'].map((name) => path.join(folder, `${name}.heapsnapshot`));
  await targets.takeSnapshot(target.targetId, 'inspector', files[0] ?? '', quietControl());
  await more(() => true);
  const profiler = targets.profiler(target.targetId);
  await profiler.start('cpu');
  await more(() => true);
  await profiler.finish(path.join(folder, 'one.cpuprofile'));
  await targets.takeSnapshot(target.targetId, 'inspector', files[1] ?? '', quietControl());
  const [one, two] = files.map((file) => idsOf(file, 'Marked'));
  expect(one.size).toBeGreaterThanOrEqual(12_345);
  expect([...one].filter((id) => !two.has(id))).toEqual([]);
});

test('a cancelled snapshot leaves no file, and the next one works', async () => {
  const { program, target } = await watched(nodeOf(24), answeringProgram('cjs', large));
  const folder = temporaryFolder();
  const controller = new AbortController();
  const taking = watching.targets.takeSnapshot(target.targetId, 'inspector', path.join(folder, 'x'), {
    signal: controller.signal,
    // The first word of it: the program stands still by now.
    progress: () => controller.abort(),
  });
  await expect(taking).rejects.toThrow(/abort/i);
  await expect(
    watching.targets.takeSnapshot(target.targetId, 'inspector', path.join(folder, 'y'), quietControl()),
  ).rejects.toMatchObject({ code: 'targetBusy' });
  expect(await isWell(program)).toBe(true);
  const again = path.join(folder, 'z');
  await expect
    .poll(() => watching.targets.takeSnapshot(target.targetId, 'inspector', again, quietControl()).catch(() => null), {
      timeout: 60_000,
      interval: 50,
    })
    .not.toBeNull();
  expect(filesLeft(folder)).toEqual(['z']);
});

test('a target that is killed during its snapshot leaves no file', async () => {
  const { program, target } = await watched(nodeOf(22), answeringProgram('cjs', large));
  const folder = temporaryFolder();
  let killOnce = () => {
    killOnce = () => undefined;
    process.kill(program.pid, 'SIGKILL');
  };
  const taking = watching.targets.takeSnapshot(target.targetId, 'inspector', path.join(folder, 'x'), {
    signal: new AbortController().signal,
    progress: () => killOnce(),
  });
  await expect(taking).rejects.toMatchObject({ code: 'targetGone' });
  expect(filesLeft(folder)).toEqual([]);
});

/** A file on a small disk of its own; undefined where we may not mount one. */
function fileOnSmallDisk(): string | undefined {
  const disk = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status !== 0) return undefined;
  onTestFinished(() => {
    spawnSync('umount', [disk]);
  });
  return path.join(disk, 'x');
}

/** What heapdump does, with the engine's own writer: the real one is bound to the Node that built it. */
const heapdumpStandIn = `const { writeHeapSnapshot } = require('node:v8');
exports.writeSnapshot = (file, callback) => { try { writeHeapSnapshot(file); callback?.(null, file); return true; } catch (error) { callback?.(error); return false; } };`;

async function watchedHeapdump(binary: string, module: string) {
  const { program } = await watched(binary, answeringProgram('cjs', `require(${JSON.stringify(module)}); ${marked}`));
  return { program, target: await watching.until(({ hasHeapdump }) => hasHeapdump) };
}

function standInModule(): string {
  const folder = path.join(temporaryFolder(), 'node_modules/heapdump');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'index.js'), heapdumpStandIn);
  return folder;
}

test.each(['inspector', 'heapdump'] as const)(
  'a disk that fills is told, and the file removed, with %s',
  async (means) => {
    const { program, target } = await watchedHeapdump(nodeOf(24), standInModule());
    const file = path.join(temporaryFolder(), 'x');
    symlinkSync('/dev/full', file);
    await expect(watching.targets.takeSnapshot(target.targetId, means, file, quietControl())).rejects.toMatchObject({
      code: 'diskFull',
    });
    expect(filesLeft(path.dirname(file))).toEqual([]);
    expect(await isWell(program)).toBe(true);
  },
);

test('a disk without room is not filled: the snapshot is refused with the figures', async (context) => {
  const file = fileOnSmallDisk();
  if (file === undefined) return context.skip('a small disk needs the right to mount one');
  const { program, target } = await watched(nodeOf(24), answeringProgram('cjs', marked));
  const taking = watching.targets.takeSnapshot(target.targetId, 'inspector', file, quietControl());
  await expect(taking).rejects.toMatchObject({
    code: 'diskFull',
    cause: { message: expect.stringMatching(/^about \d+ MB are needed, and 1 MB are free$/) },
  });
  expect(filesLeft(path.dirname(file))).toEqual([]);
  expect(await isWell(program)).toBe(true);
});

describe('heapdump', () => {
  test.each(nodeBinaries())('is used where the program has loaded it, on Node $release', async ({ binary }) => {
    const { target } = await watchedHeapdump(binary, standInModule());
    const file = path.join(temporaryFolder(), 'x');
    const taken = await watching.targets.takeSnapshot(target.targetId, 'heapdump', file, quietControl());
    expect(namedNodes(file, 'Marked')).toBeGreaterThanOrEqual(12_345);
    expect(taken.bytes).toBe(statSync(file).size);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is refused where the program has not loaded it', async () => {
    const { target } = await watched(nodeOf(24), answeringProgram('cjs'));
    await expect(
      watching.targets.takeSnapshot(target.targetId, 'heapdump', '/tmp/never', quietControl()),
    ).rejects.toMatchObject({ code: 'heapdumpAbsent' });
  });

  const built = path.join(root, 'node_modules/heapdump/build/Release/addon.node');
  test.runIf(existsSync(built))('works as it is, on the Node that built it', async () => {
    const binary = nodeBinaries().find(
      (one) => spawnSync(one.binary, ['-e', `require(${JSON.stringify(built)})`]).status === 0,
    );
    if (binary === undefined) throw new Error(`${built} loads in no Node we have: build it with Node 20`);
    const { target } = await watchedHeapdump(binary.binary, path.join(root, 'node_modules/heapdump'));
    const file = path.join(temporaryFolder(), 'x');
    await watching.targets.takeSnapshot(target.targetId, 'heapdump', file, quietControl());
    expect(namedNodes(file, 'Marked')).toBeGreaterThanOrEqual(12_345);
  });
});
