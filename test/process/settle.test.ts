import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeBinaries, nodeOf } from '../support/nodes.ts';
import { answeringProgram, startProgram, type NodeProgram } from '../support/nodeProgram.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { openWatching, type Watching } from '../support/watching.ts';

const probe = bundledProbe();
const never = new AbortController().signal;
let watching: Watching;
let program: NodeProgram | undefined;

const watched = async (binary: string, extra = '') => {
  program = startProgram({
    binary,
    source: answeringProgram('cjs', extra),
    env: watching.targets.launchEnvironment(),
  });
  await program.line(/^ready$/);
  const { targetId } = await watching.until(({ pid, state }) => pid === program?.pid && state === 'watching');
  return { program, targetId };
};

beforeEach(async () => {
  watching = await openWatching(probe.file);
});
afterEach(async () => {
  await program?.end();
  await watching.targets.close();
});
afterAll(() => probe.remove());

const commands = `
  process.stdin.on('data', (text) => {
    if (String(text).includes('keep')) { globalThis.kept = Array.from({ length: 20000 }, (_, i) => ({ i })); console.log('kept'); }
    if (String(text).includes('buffer')) { globalThis.buffer = new ArrayBuffer(8 * 1024 * 1024); console.log('kept'); }
    if (String(text).includes('listen')) { process.on('custom', () => {}); globalThis.timer = setInterval(() => {}, 60000); console.log('kept'); }
    if (String(text).includes('litter')) { for (let i = 0; i < 20; i += 1) Array.from({ length: 20000 }, (_, i) => ({ i })); console.log('kept'); }
  });`;

describe.each(nodeBinaries())('Node $release', ({ binary }) => {
  test('what is held is told, what nobody holds is not', async () => {
    const { program: told, targetId } = await watched(binary, commands);
    const after = async (what: string) => {
      told.tell(what);
      await told.line(/^kept$/);
      return watching.targets.settle(targetId, never);
    };
    await watching.targets.settle(targetId, never);
    const first = await watching.targets.settle(targetId, never);
    const littered = await after('litter');
    expect(Math.abs(littered.heapUsed - first.heapUsed)).toBeLessThan(150_000);
    const kept = await after('keep');
    expect(kept.heapUsed - littered.heapUsed).toBeGreaterThan(20_000 * 16);
    const buffered = await after('buffer');
    expect(buffered.external - kept.external).toBeGreaterThanOrEqual(8 * 1024 * 1024);
    const listening = await after('listen');
    expect(listening.listeners).toBe(buffered.listeners + 1);
    expect(new Map(listening.resources).get('Timeout') ?? 0).toBe(
      (new Map(buffered.resources).get('Timeout') ?? 0) + 1,
    );
    expect(listening.codeBytes).toBeGreaterThan(0);
    expect(listening.pauseMs).toBeGreaterThan(0);
    told.tell('end');
  });
});

test('a target that ends while it is asked is gone, and a second question meanwhile is refused', async () => {
  const { program: told, targetId } = await watched(
    nodeOf(24),
    "process.stdin.on('data', (text) => { if (String(text).includes('block')) { console.log('blocking'); for (;;); } });",
  );
  told.tell('block');
  await told.line(/^blocking$/);
  const asked = watching.targets.settle(targetId, never);
  await expect(watching.targets.settle(targetId, never)).rejects.toMatchObject({ code: 'targetBusy' });
  const leaving = new AbortController();
  const gone = expect(asked).rejects.toMatchObject({ code: 'targetGone' });
  await told.end();
  await gone;
  leaving.abort(new Error('enough'));
  await expect(watching.targets.settle(targetId, leaving.signal)).rejects.toThrow('enough');
});
