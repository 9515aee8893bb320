import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { columnOf } from '../../src/protocol/columnBlock.ts';
import { linuxProcesses } from '../../src/host/session/linuxProcesses.ts';
import { nodeBinaries } from '../support/nodes.ts';
import { answeringProgram, startProgram, type NodeProgram } from '../support/nodeProgram.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { openWatching, quietControl, type Watching } from '../support/watching.ts';

const probe = bundledProbe();
let watching: Watching;
let programs: NodeProgram[] = [];

const started = async (start: Parameters<typeof startProgram>[0]) => {
  const program = startProgram(start);
  programs.push(program);
  await program.line(/^ready$/);
  return program;
};
const asked = async (program: NodeProgram, question: 'report' | 'memory') => {
  program.tell(question);
  return JSON.parse((await program.line(new RegExp(`^${question} `))).slice(question.length + 1));
};

beforeEach(async () => {
  watching = await openWatching(probe.file);
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.end()));
  programs = [];
  await watching.targets.close();
});
afterAll(() => probe.remove());

describe.each(nodeBinaries())('Node $release', ({ binary, release }) => {
  describe.each(['cjs', 'mjs'] as const)('a running .%s program', (kind) => {
    test('is entered, sampled, and left as it was', async () => {
      const program = await started({ binary, kind, source: answeringProgram(kind) });
      // The first answer loads what answering needs.
      await asked(program, 'report');
      const before = await asked(program, 'report');

      const target = await watching.targets.attach(program.pid, quietControl());
      expect(target).toMatchObject({ pid: program.pid, state: 'watching', way: 'attached', name: `program.${kind}` });
      expect(target.nodeVersion.split('.')[0]).toBe(String(release));
      await watching.samples(target.targetId, 15);
      expect(await linuxProcesses().listeningPorts(program.pid), 'the inspector is closed again').toEqual([]);

      const { heapUsed, rss } = await asked(program, 'memory');
      const block = { head: { kind: 'answer', blockId: 1 } as const, columns: [] };
      const columns = watching.targets.series(target.targetId, 0, Infinity, 1000, ['heapUsed', 'rss', 'cpuShare']);
      const last = (name: string) => columnOf({ ...block, columns }, name).at(-1) ?? Number.NaN;
      expect(Math.abs(last('heapUsed') - heapUsed)).toBeLessThan(2e6);
      expect(Math.abs(last('rss') - rss)).toBeLessThan(8e6);
      expect(last('cpuShare')).toBeGreaterThanOrEqual(0);

      await watching.targets.detach(target.targetId);
      expect(watching.targets.get(target.targetId)).toMatchObject({ state: 'detached' });
      expect(watching.targets.get(target.targetId).stateReason).toBeUndefined();
      expect(await asked(program, 'report')).toEqual(before);

      program.tell('end');
      await program.line(/^ending$/);
      expect(await program.exited).toEqual({ code: 0, signal: null });
    });
  });

  test('a watched program ends by itself, at once, and is told as ended', async () => {
    const program = await started({ binary, source: answeringProgram('cjs') });
    const target = await watching.targets.attach(program.pid, quietControl());
    await watching.samples(target.targetId, 3);
    program.tell('end');
    await program.line(/^ending$/);
    const endedAt = performance.now();
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - endedAt).toBeLessThan(1_000);
    const ended = await watching.until(({ state }) => state === 'ended');
    expect(ended).toMatchObject({ targetId: target.targetId, stateReason: 'The process ended.' });
  });

  test('a target that is killed is told as ended', async () => {
    const program = await started({ binary, source: answeringProgram('cjs') });
    const target = await watching.targets.attach(program.pid, quietControl());
    process.kill(program.pid, 'SIGKILL');
    const ended = await watching.until(({ state }) => state === 'ended');
    expect(ended.targetId).toBe(target.targetId);
    expect(ended.endedAt).toBeGreaterThan(target.watchedSince);
  });

  test('it can be attached to again, and is the same target', async () => {
    const program = await started({ binary, source: answeringProgram('cjs') });
    const first = await watching.targets.attach(program.pid, quietControl());
    expect(await watching.targets.attach(program.pid, quietControl())).toMatchObject({ targetId: first.targetId });
    await watching.targets.detach(first.targetId);
    const second = await watching.targets.attach(program.pid, quietControl());
    expect(second).toMatchObject({ targetId: first.targetId, state: 'watching' });
    expect(watching.targets.list()).toHaveLength(1);
  });
});
