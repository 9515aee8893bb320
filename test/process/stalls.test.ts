import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { livePart } from '../../src/host/live/livePart.ts';
import { openPlaces } from '../../src/host/places/places.ts';
import { placesWork } from '../../src/host/places/placesWork.ts';
import type { Stall } from '../../src/protocol/stalls.ts';
import { startProgram } from '../support/nodeProgram.ts';
import { nodeOf } from '../support/nodes.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { stallingProgram, stallNames } from '../support/stallingProgram.ts';
import { openWatching } from '../support/watching.ts';

const probe = bundledProbe();
afterAll(() => probe.remove());

async function watched(release: 20 | 24) {
  const watching = await openWatching(probe.file);
  const { targets } = watching;
  const mistakes: unknown[] = [];
  const part = livePart({
    targets,
    findings: { put: () => undefined },
    places: openPlaces(placesWork),
    jobs: { list: () => [] },
    report: (error) => mistakes.push(error),
  });
  const program = startProgram({
    binary: nodeOf(release),
    source: stallingProgram(),
    env: targets.launchEnvironment(),
  });
  onTestFinished(async () => {
    await program.end();
    part.close();
    await targets.close();
    expect(mistakes).toEqual([]);
  });
  await program.line(/^ready$/);
  const { targetId } = await watching.until(({ pid }) => pid === program.pid);
  const client = { clientId: 1, sendAnswerBlock: () => 0, sendLiveBlock: () => undefined, onClose: () => undefined };
  const context = { signal: new AbortController().signal, client, progress: () => undefined };
  const stalls = async (): Promise<readonly Stall[]> => part.handlers['live/stalls']({ targetId }, context);
  const reported = () =>
    new Promise<void>((resolve) => {
      const stop = targets.watchLive({ onChanged: () => undefined, onReport: () => (stop(), resolve()) });
    });
  return { program, targetId, targets, stalls, reported };
}

describe('what holds the event loop up', () => {
  test('is named at its function, for code and for calls that wait', async () => {
    const { program, targetId, targets, stalls, reported } = await watched(24);
    await reported();
    // The first stall brings the thread that looks into those after it.
    program.tell(`stall ${stallNames[0]}`);
    await program.line(new RegExp(`^done ${stallNames[0]}$`));
    await reported();
    await reported();
    let seen: readonly Stall[] = [];
    let missing: readonly string[] = stallNames;
    // On a busy machine the thread may be let run too late to see one of them: a stall that comes again is named then.
    for (let round = 0; round < 4 && missing.length > 0; round += 1) {
      for (const name of missing) {
        program.tell(`stall ${name}`);
        await program.line(new RegExp(`^done ${name}$`));
      }
      await reported();
      await reported();
      seen = await stalls();
      const named = new Set(seen.flatMap(({ stack }) => stack.map(({ symbol }) => symbol)));
      missing = stallNames.filter((name) => !named.has(name));
    }
    expect(missing).toEqual([]);
    expect(seen.find(({ call }) => call === 'JSON.parse')).toMatchObject({ kind: 'json', isInside: true });
    expect(seen.filter(({ kind }) => kind !== 'code').map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['json', 'crypto', 'zlib', 'process']),
    );
    await targets.detach(targetId);
    program.tell('state');
    expect(JSON.parse((await program.line(/^state /)).slice('state '.length))).toEqual({
      names: [
        ['parse', 2, true],
        ['readFileSync', 2, true],
        ['syncBufferWrapper', 2, true],
      ],
    });
  });

  test.each([20, 24] as const)('does not keep a program from ending inside of it, on Node %i', async (release) => {
    const exiting = await watched(release);
    await exiting.reported();
    exiting.program.tell('exit');
    expect(await exiting.program.exited).toEqual({ code: 7, signal: null });
    const ending = await watched(release);
    await ending.reported();
    ending.program.tell('end');
    expect(await ending.program.exited).toEqual({ code: 0, signal: null });
    expect(exiting.program.errorText() + ending.program.errorText()).toBe('');
  });
});
