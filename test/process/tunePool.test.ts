import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPlaces } from '../../src/host/places/places.ts';
import { placesWork } from '../../src/host/places/placesWork.ts';
import { openTargetStage, type TargetStage } from '../../src/host/pool/targetStage.ts';
import { readPools } from '../../src/host/workers/tasks/readPools.ts';
import type { Target } from '../../src/protocol/targets.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { startProgram, type NodeProgram, type ProgramStart } from '../support/nodeProgram.ts';
import { nodeOf } from '../support/nodes.ts';
import { poolProgram, untouched, type PoolProgram } from '../support/poolProgram.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { openWatching, quietControl, type Watching } from '../support/watching.ts';

const probe = bundledProbe();
const postgres = embeddedPostgres('');
let watching: Watching;
let programs: NodeProgram[] = [];

beforeEach(async () => {
  watching = await openWatching(probe.file);
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end()));
  programs = [];
  await watching.targets.close();
});
afterAll(() => probe.remove());

/** A program with a pool, watched from its start. */
async function watched(
  about: Omit<PoolProgram, 'url'>,
  { binary = nodeOf(24), kind = 'cjs' }: Partial<ProgramStart> = {},
): Promise<{ program: NodeProgram; target: Target }> {
  const source = poolProgram({ ...about, kind, url: postgres.server().url });
  const program = startProgram({ binary, kind, source, env: watching.targets.launchEnvironment() });
  programs.push(program);
  await program.line(/^ready$/);
  return { program, target: await watching.until(({ pid }) => pid === program.pid) };
}

const stageOf = (targetId: string, signal?: AbortSignal): Promise<TargetStage> =>
  openTargetStage(
    { kind: 'target', targetId, load: null, allowRemote: false },
    16,
    {
      targets: watching.targets,
      loads: { run: () => Promise.reject(new Error('these programs have traffic of their own')) },
      places: openPlaces(placesWork),
      readPools: (file) => readPools({ file }),
    },
    quietControl(signal),
  );

async function stateOf(program: NodeProgram) {
  program.tell('state');
  return JSON.parse((await program.line(/^state /)).slice('state '.length));
}

/** Waits until the program's pool is its own again, with no more connections than its own size. */
async function putBack(program: NodeProgram, max: number): Promise<void> {
  for (;;) {
    const state = await stateOf(program);
    if (state.max !== max || state.total > max || !state.isConnectOwn || !state.isEmitOwn) continue;
    expect(state).toMatchObject({ ...untouched, max });
    return;
  }
}

describe('the pool of a running program', () => {
  test('is found, with the line of its size and of its use, and put back', async () => {
    const { program, target } = await watched({ max: 2, loops: 4 });
    const stage = await stageOf(target.targetId);
    expect(stage).toMatchObject({
      currentSize: 2,
      demand: 'open',
      name: 'the pool of program.cjs',
    });
    const source = readFileSync(program.file, 'utf8').split('\n');
    const { place, source: found } = stage;
    expect(place?.file).toBe(program.file);
    expect(source[(place?.line ?? 0) - 1]).toContain('max: 2');
    expect(found.size).toMatchObject({ value: 2, before: '2', prefix: '', suffix: '' });
    expect(source[(found.uses[0]?.line ?? 0) - 1]).toContain('await pool.connect()');
    expect(found.uses[0]?.symbol).toBe('useClient');

    await stage.restore();
    await putBack(program, 2);
  });

  test('is never given more connections than the server has left', async () => {
    const [{ free = 0 } = {}] = await postgres.run(
      `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free`,
    );
    const others = Array.from(
      { length: Number(free) - 9 },
      () => new Client({ connectionString: postgres.server().url }),
    );
    await Promise.all(others.map((client) => client.connect()));
    try {
      const { target } = await watched({ max: 2, loops: 4 });
      const stage = await stageOf(target.targetId);
      expect(stage.sizeMax).toBeLessThanOrEqual(10);
      expect(stage.sizeMaxReason).toMatch(/taken by others/);
      await stage.restore();
    } finally {
      await Promise.all(others.map((client) => client.end()));
    }
  });

  test.each([
    ['an ES module', 'mjs', 22],
    ['a program on Node 20', 'cjs', 20],
  ] as const)('is resized live in %s, on fresh connections', async (_, kind, release) => {
    const { program, target } = await watched({ max: 3, loops: 5 }, { kind, binary: nodeOf(release) });
    const stage = await stageOf(target.targetId);
    const one = await stage.measure(1, 0.4, quietControl());
    expect(one).toMatchObject({ size: 1, totalMax: 1, busyMax: 1, errors: 0 });
    const four = await stage.measure(4, 0.4, quietControl());
    expect(four).toMatchObject({ size: 4, totalMax: 4, errors: 0, note: null });
    expect(four.hold?.p50).toBeGreaterThan(9);
    expect(four.queryShare).toBeGreaterThan(0.3);
    await stage.restore();
    await putBack(program, 3);
  });

  test('is found in a bundle, where no package is loaded', async () => {
    const { program: plain, target: first } = await watched({ max: 2, loops: 3 });
    const bundled = `${plain.file}.bundle.cjs`;
    buildSync({ entryPoints: [plain.file], outfile: bundled, bundle: true, platform: 'node', external: ['pg-native'] });
    const source = readFileSync(bundled, 'utf8');
    await watching.targets.detach(first.targetId);
    const program = startProgram({ binary: nodeOf(24), source, env: watching.targets.launchEnvironment() });
    programs.push(program);
    const target = await watching.until(({ pid }) => pid === program.pid);
    const stage = await stageOf(target.targetId);
    expect(stage.currentSize).toBe(2);
    expect(await stage.measure(3, 0.3, quietControl())).toMatchObject({ totalMax: 3, busyMax: 3 });
    await stage.restore();
    await putBack(program, 2);
  });

  test('is put back when the tuning is cancelled, when it is left, and when the host is gone', async () => {
    const { program, target } = await watched({ max: 2, loops: 6 });
    const cancelling = new AbortController();
    const stage = await stageOf(target.targetId);
    const measuring = stage.measure(6, 60, quietControl(cancelling.signal));
    while ((await stateOf(program)).max !== 6);
    cancelling.abort();
    await expect(measuring).rejects.toMatchObject({ name: 'AbortError' });
    await stage.restore();
    await putBack(program, 2);

    const second = await stageOf(target.targetId);
    await second.measure(5, 0.1, quietControl());
    await watching.targets.detach(target.targetId);
    await putBack(program, 2);
    await expect(second.measure(5, 0.1, quietControl())).rejects.toMatchObject({ code: 'targetGone' });
  });

  test('is put back by the probe itself when its line to the host is cut', async () => {
    const { program, target } = await watched({ max: 2, loops: 4 });
    const stage = await stageOf(target.targetId);
    await stage.measure(4, 0.1, quietControl());
    await watching.targets.close();
    await putBack(program, 2);
    program.tell('end');
    expect(await program.exited).toEqual({ code: 0, signal: null });
  });

  test('that is not used, or of another package, is told to be none', async () => {
    const { target } = await watched({
      max: 2,
      loops: 0,
      extra: `setInterval(() => new (class Queue extends EventEmitter {})().emit('acquire'), 50);`,
    });
    await expect(stageOf(target.targetId)).rejects.toMatchObject({
      code: 'poolNone',
      message: expect.stringMatching(/used no pool of pg within \d+ s\. Something else hands things out \(Queue\)/),
    });
  });

  test('that keeps its size is told to, and left', async () => {
    const { program, target } = await watched({ max: 2, loops: 3, extra: 'Object.freeze(pool.options);' });
    const stage = await stageOf(target.targetId);
    await expect(stage.measure(4, 0.2, quietControl())).rejects.toMatchObject({
      code: 'poolFailed',
      message: expect.stringContaining('does not take the size 4: the pool keeps its size of 2'),
    });
    await stage.restore();
    await putBack(program, 2);
  });

  test('whose program ends in mid-step is a failure that says so', async () => {
    const { program, target } = await watched({ max: 2, loops: 3 });
    const stage = await stageOf(target.targetId);
    const measuring = stage.measure(4, 1, quietControl());
    measuring.catch(() => undefined);
    await program.end();
    await expect(measuring).rejects.toMatchObject({ code: 'targetGone' });
    await stage.restore();
  });

  test('that never gets a client back says so in a step that is not valid', async () => {
    const { program, target } = await watched({ max: 3, loops: 2, extra: 'void pool.connect();' });
    const stage = await stageOf(target.targetId);
    const { note, totalMax } = await stage.measure(1, 0.2, quietControl());
    expect(note).toContain('1 client was not given back within');
    expect(totalMax).toBeGreaterThanOrEqual(1);
    await stage.restore();
    await putBack(program, 3);
  });
});
