import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/analysis/experiment/seededRandom.ts';
import { openMixStage } from '../../src/host/pool/mixStage.ts';
import type { PoolStage } from '../../src/host/pool/poolStage.ts';
import { tunedPool, type TuneClock } from '../../src/host/pool/tunePool.ts';
import { serverAddressOf } from '../../src/host/postgres/serverAddress.ts';
import type { PoolMix } from '../../src/protocol/experiments.ts';
import type { Progress } from '../../src/protocol/jobs.ts';
import { builtFile } from '../support/builtProgram.ts';
import { embeddedPostgres } from '../support/embeddedPostgres.ts';
import { quietControl } from '../support/watching.ts';

const postgres = embeddedPostgres('create table kept (value int)');
const clock: TuneClock = { now: () => performance.now(), epochNow: Date.now, random: seededRandom(1) };

const stageOf = (mix: PoolMix, sizeMax = 16): Promise<PoolStage> => {
  const { label, config } = serverAddressOf(postgres.server().url);
  return openMixStage({ mix, server: { label, config }, sizeMax, workerFile: builtFile('mixWorker.cjs') });
};
const task = (steps: PoolMix['tasks'][number]['steps'], transaction = false): PoolMix['tasks'][number] => ({
  weight: 1,
  transaction,
  steps,
});
const sql = (text: string, params: readonly unknown[] = []) => ({ sql: text, params });

/** Our connections that the server still has, once it had time to see them go. */
async function ourConnections(): Promise<number> {
  const [row] = await postgres.run(
    `select count(*)::int as count from pg_stat_activity where application_name = 'pitstop tune pool'`,
  );
  return Number(row?.['count']);
}
async function allGone(): Promise<void> {
  while ((await ourConnections()) > 0);
}

describe('a mix on a pool of our own', () => {
  test('is tuned: few sizes, none of them broken, the knee no larger than what the tasks can use', async () => {
    const steps = [sql('select $1::int', [{ random: [1, 9] }]), { awaitMs: 60 }];
    const stage = await stageOf({ concurrency: 6, tasks: [task(steps, true)] });
    const told: Progress[] = [];
    const progress = (one: Progress) => told.push(one);
    const { tuning, proof, stepCount } = await tunedPool(stage, 8, clock, { ...quietControl(), progress });
    expect(stage).toMatchObject({ sizeMax: 6, sizeMaxReason: 'the mix has 6 tasks at once' });
    expect(tuning.currentSize).toBeNull();
    expect(tuning.knee).toBeGreaterThan(2);
    expect(tuning.recommended).toBe(tuning.knee);
    for (const step of tuning.steps) {
      expect(step).toMatchObject({ isValid: true, errors: 0 });
      expect(step.busyMax).toBeLessThanOrEqual(step.size);
      expect(step.holdMsP50).toBeGreaterThanOrEqual(59);
    }
    expect(tuning.limitedBy).toContain('waits with the client in hand');
    expect(proof?.runs.before.length).toBe(proof?.pairs);
    expect(told[0]).toMatchObject({ label: 'size 1, step 1', unit: 'ms' });
    expect(told).toHaveLength(stepCount);
    await allGone();
  });

  test('holds its size with a fresh pool each time, and counts what waits', async () => {
    const stage = await stageOf({ concurrency: 8, tasks: [task([sql('select pg_sleep(0.005)')])] });
    const two = await stage.measure(2, 0.5, quietControl());
    expect(two).toMatchObject({ size: 2, totalMax: 2, busyMax: 2, waitersMax: 6, errors: 0 });
    expect(two.hold?.p50).toBeGreaterThan(5);
    expect(two.wait?.p50).toBeGreaterThan(5);
    expect(two.queryShare).toBeGreaterThan(0.5);
    const one = await stage.measure(1, 0.5, quietControl());
    expect(one).toMatchObject({ size: 1, totalMax: 1, busyMax: 1 });
  });

  test('that writes is told, and leaves nothing', async () => {
    const writing = { concurrency: 4, tasks: [task([sql('insert into kept values ($1)', [{ random: [1, 100] }])])] };
    const stage = await stageOf(writing);
    expect(stage.notes[0]).toContain('each writing task is rolled back');
    const { completed, errors } = await stage.measure(4, 0.4, quietControl());
    expect(completed).toBeGreaterThan(10);
    expect(errors).toBe(0);
    expect(await postgres.run('select count(*)::int as count from kept')).toEqual([{ count: 0 }]);
  });

  test.each([
    ['a statement that is wrong', sql('select nothing from nowhere'), 'statementFailed', 'Step 2 of task 1'],
    ['two statements in one', sql('select 1; delete from kept'), 'statementFailed', 'Step 2 of task 1'],
    ['a transaction by hand', sql('/* x */ Commit'), 'statementRefused', '"transaction": true'],
  ])('with %s is refused before any load, and says where', async (_, step, code, said) => {
    const failing = stageOf({ concurrency: 2, tasks: [task([{ awaitMs: 1 }, step])] });
    await expect(failing).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
  });

  test('on a server that refuses us is a failure that names the server, not the password', async () => {
    const address = new URL(postgres.server().url);
    address.password = 'wrong-secret';
    const { label, config } = serverAddressOf(address.href);
    const mix = { concurrency: 1, tasks: [task([sql('select 1')])] };
    const refused = openMixStage({ mix, server: { label, config }, sizeMax: 4, workerFile: '' });
    await expect(refused).rejects.toMatchObject({ code: 'databaseRefused', message: expect.stringContaining(label) });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('wrong-secret') });
  });

  test('tries no more than the server has free, and says so', async () => {
    const stage = await stageOf({ concurrency: 1000, tasks: [task([sql('select 1')])] }, 512);
    expect(stage.sizeMax).toBeLessThan(100);
    expect(stage.sizeMaxReason).toMatch(/the server has \d+ of its 100 connections free/);
  });

  test('ends at once when it is cancelled, also in mid-statement, and no connection is left', async () => {
    const stage = await stageOf({ concurrency: 3, tasks: [task([sql('select pg_sleep(0.4)')])] });
    const cancelling = new AbortController();
    const measuring = stage.measure(3, 30, quietControl(cancelling.signal));
    while ((await ourConnections()) < 3);
    cancelling.abort();
    await expect(measuring).rejects.toMatchObject({ name: 'AbortError' });
    await allGone();
  });

  test('with errors at work counts them by their code, and goes on', async () => {
    const failing = { concurrency: 2, tasks: [task([sql('select 1 / $1::int', [{ random: [0, 9] }])])] };
    const stage = await stageOf(failing)
      .catch(() => stageOf(failing))
      .catch(() => stageOf(failing));
    const reading = await stage.measure(2, 0.4, quietControl());
    expect(reading.errors).toBeGreaterThan(0);
    expect(reading.completed).toBeGreaterThan(0);
    expect(reading.note).toMatch(/^errors of the server: 22012 \(\d+\)$/);
  });
});
