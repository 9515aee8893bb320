import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { livePart } from '../../src/host/live/livePart.ts';
import { openPlaces } from '../../src/host/places/places.ts';
import { placesWork } from '../../src/host/places/placesWork.ts';
import type { Finding } from '../../src/protocol/findings.ts';
import type { LivePool } from '../../src/protocol/livePools.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { connectingProgram, leakingProgram, loopingProgram } from '../support/livePrograms.ts';
import { startProgram, type ProgramStart } from '../support/nodeProgram.ts';
import { nodeOf } from '../support/nodes.ts';
import { bundledProbe } from '../support/probeFile.ts';
import { openWatching } from '../support/watching.ts';

const probe = bundledProbe();
const postgres = embeddedPostgres('');
afterAll(() => probe.remove());

/** A program that is watched from its start, by a real part over real places. */
async function watched(start: Omit<ProgramStart, 'env'>) {
  const watching = await openWatching(probe.file);
  const mistakes: unknown[] = [];
  const findings = new Map<string, Finding>();
  const { targets } = watching;
  const part = livePart({
    targets,
    findings: { put: (found) => found.forEach((one) => findings.set(one.findingId, one)) },
    places: openPlaces(placesWork),
    jobs: { list: () => [] },
    report: (error) => mistakes.push(error),
  });
  const program = startProgram({ ...start, env: targets.launchEnvironment() });
  onTestFinished(async () => {
    await program.end();
    part.close();
    await targets.close();
    expect(mistakes).toEqual([]);
  });
  await program.line(/^ready/);
  const { targetId } = await watching.until(({ pid }) => pid === program.pid);
  const client = { clientId: 1, sendAnswerBlock: () => 0, sendLiveBlock: () => undefined, onClose: () => undefined };
  const context = { signal: new AbortController().signal, client, progress: () => undefined };
  const pools = async () => part.handlers['live/pools']({ targetId, sinceAt: 0 }, context);
  /** The pools, once they pass: asked again after each report of the probe. */
  const until = async (passes: (pools: readonly LivePool[]) => boolean): Promise<readonly LivePool[]> => {
    for (;;) {
      const now = await pools();
      if (passes(now)) return now;
      await new Promise<void>((resolve) => {
        const stop = targets.watchLive({
          onChanged: () => undefined,
          onReport: () => {
            stop();
            resolve();
          },
        });
      });
    }
  };
  const stateOf = async () => {
    program.tell('state');
    return JSON.parse((await program.line(/^state /)).slice('state '.length));
  };
  return { program, targetId, targets, findings, until, stateOf };
}

describe('the pools of a running program', () => {
  test.each([
    [24, 'mjs'],
    [20, 'cjs'],
  ] as const)(
    'tell who took a client and has not given it back, on Node %i as %s; detach leaves nothing',
    async (release, kind) => {
      const source = leakingProgram(postgres.server().url, kind);
      const { program, targetId, targets, until, stateOf } = await watched({ binary: nodeOf(release), kind, source });
      await until((pools) => pools.some((pool) => pool.uses > 0));
      for (let place = 0; place < 10; place += 1) {
        program.tell(`leak ${place}`);
        await program.line(/^leaked/);
      }
      const long = (pool: LivePool | undefined) => (pool?.holders ?? []).filter(({ idleMs }) => idleMs > 1_000);
      const [pool] = await until(([first]) => long(first).length === 10);
      const lines = readFileSync(program.file, 'utf8').split('\n');
      const taken = long(pool).map(({ stack: [place] }) => [
        place.symbol ?? '',
        lines[place.line - 1].trim(),
        place.file,
      ]);
      expect(taken.toSorted(([one = ''], [other = '']) => one.localeCompare(other))).toEqual(
        Array.from({ length: 10 }, (_, index) => [
          `place${index}`,
          'const client = await pool.connect();',
          program.file,
        ]),
      );
      expect(pool).toMatchObject({ kind: 'pg', capacity: 20, label: expect.stringContaining('postgres on 127.0.0.1') });
      expect(pool?.sites.every(({ taken: many, returned }) => many > returned && returned > 0)).toBe(true);
      expect(await stateOf()).toEqual({ isConnectOwn: false, listeners: [1, 1] });
      await targets.detach(targetId);
      expect(await stateOf()).toEqual({ isConnectOwn: true, listeners: [0, 0] });
    },
  );

  test('tell which statement runs once for each row of another, at its line, and nothing changes for the program', async () => {
    const source = loopingProgram(postgres.server().url);
    const { program, targetId, targets, findings, until, stateOf } = await watched({
      binary: nodeOf(24),
      kind: 'cjs',
      source,
    });
    const found = () => [...findings.values()].filter(({ rule }) => rule === 'n-plus-one');
    const pools = await until(() => found().length > 0);
    const [finding, second] = found();
    expect(second).toBeUndefined();
    const lines = readFileSync(program.file, 'utf8').split('\n');
    expect(lines[(finding?.place?.line ?? 0) - 1]).toContain('select $1::int as id');
    expect(finding?.evidence[0]?.value).toBeCloseTo(12, 0);
    expect(await stateOf()).toEqual({ isQueryOwn: false, failed: '42703', called: 7, texts: 12 });
    expect(JSON.stringify(pools)).not.toContain('a secret');
    await targets.detach(targetId);
    expect(await stateOf()).toEqual({ isQueryOwn: true, failed: '42703', called: 7, texts: 12 });
  });

  test.each([
    [24, 'mjs'],
    [20, 'cjs'],
  ] as const)('are seen of all kinds on Node %i as %s, without a change of the program', async (release, kind) => {
    const source = connectingProgram(kind);
    const { program, targetId, targets, until, stateOf } = await watched({ binary: nodeOf(release), kind, source });
    const found = (pools: readonly LivePool[], label: RegExp) => pools.find((pool) => label.test(pool.label));
    const pools = await until(
      (now) =>
        now.length >= 6 &&
        now.every(({ uses, kind: of }) => uses > 0 || of === 'sockets' || of === 'workers') &&
        found(now, /^ws:/)?.sockets?.roundTrip !== null &&
        (found(now, /piscina/i)?.utilisation ?? 0) > 0,
    );
    expect(found(pools, /^http:\/\/localhost/)).toMatchObject({ kind: 'http', keepsAlive: false });
    const perCall = found(pools, /^http:\/\/localhost/);
    expect(perCall?.opened).toBe(perCall?.uses);
    const kept = pools.find((pool) => pool.kind === 'http' && pool.label.includes('127.0.0.1'));
    expect(kept).toMatchObject({ capacity: 2, keepsAlive: true, agents: expect.any(Number) });
    expect(kept?.opened).toBeLessThanOrEqual(2);
    expect(kept?.total).toBeLessThanOrEqual(2);
    const fetching = pools.find((pool) => pool.kind === 'fetch');
    expect(fetching?.opened).toBeLessThan(fetching?.uses ?? 0);
    const client = found(pools, /^ws:/);
    // Neither its path nor its token is told.
    expect(client?.label).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    expect(client?.sockets?.sentBytes).toBeGreaterThan(0);
    expect(found(pools, /^server on/)).toMatchObject({ total: 1 });
    expect(found(pools, /piscina/i)).toMatchObject({ kind: 'workers', capacity: 2, total: 2 });
    if (release === 24) expect(perCall?.place).toMatchObject({ file: program.file });

    program.tell('close');
    const closed = await until((now) => (found(now, /^ws:/)?.sockets?.closes.length ?? 0) > 0);
    expect(found(closed, /^ws:/)).toMatchObject({ total: 0, sockets: { closes: [[4001, 1]] } });
    await targets.detach(targetId);
    expect(await stateOf()).toEqual({ isPingOwn: true });
  });
});
