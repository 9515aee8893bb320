import { describe, expect, test } from 'vitest';
import { isDecided } from '../../../src/analysis/experiment/decision.ts';
import { poolFinding } from '../../../src/host/pool/poolFinding.ts';
import type { PoolPlace } from '../../../src/host/pool/poolPlace.ts';
import type { TargetStage } from '../../../src/host/pool/targetStage.ts';
import { tunedPool } from '../../../src/host/pool/tunePool.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Target } from '../../../src/protocol/targets.ts';
import { quietControl } from '../../support/watching.ts';
import { simulatedStage } from './simulatedStage.ts';

const place = { file: '/projects/agents/history.ts', line: 12, column: 21, sourceHash: 'abc' };
const size = { value: 4, line: 12, column: 21, before: '4', prefix: '', suffix: '' };
const known: PoolPlace = { place, size, reason: null, uses: [place] };
const target: Target = {
  targetId: '7-1',
  pid: 7,
  name: 'gateway.js',
  command: 'node gateway.js',
  folder: '/projects/agents',
  nodeVersion: '24.0.0',
  v8Version: '13',
  startedAt: 1,
  watchedSince: 1,
  way: 'launched',
  state: 'watching',
  hasHeapdump: false,
  droppedSamples: 0,
  threadId: 0,
};

async function found(currentSize: number, workMs: number, source: PoolPlace = known): Promise<Finding> {
  const model = { concurrency: 96, workMs, cores: 2, awaitMs: workMs > 1.4 ? 21 : 0.4 };
  const { stage: simulated, clock } = simulatedStage(model, { currentSize, noise: 0.01, place: source.place });
  const tuned = await tunedPool(simulated, 45, clock, quietControl());
  const { verdict, proof, arms, tuning } = tuned;
  if (verdict.kind === 'fine' || proof === null || tuning.recommended === null) throw new Error(tuned.answer);
  const stage: TargetStage = { ...simulated, currentSize, target, source };
  const { recommended } = tuning;
  return poolFinding({ stage, verdict, proof, arms, recommended, experimentId: 'e1', foundAt: 5 }, clock.random);
}

describe('the finding that a size is off', () => {
  test('too small: what is gained, and the change of the very text that sets it', async () => {
    const finding = await found(4, 1.5);
    const recommended = Number(/throughput at (\d+)/.exec(finding.evidence[1].name)?.[1]);
    expect(finding).toMatchObject({
      rule: 'pool-size',
      severity: 'warning',
      place,
      program: 'gateway.js',
      experimentId: 'e1',
      confidence: 'measured',
      saving: { name: 'throughput gained', unit: 'perSecond' },
    });
    expect(finding.title).toMatch(/^Pool of 4 connections holds the program up: \d+ get more done$/);
    expect(finding.advice).toMatchObject({
      text: `Set the size of the pool to ${recommended} instead of 4.`,
      effort: 'click',
      changes: [{ kind: 'replace', file: place.file, line: 12, column: 21, before: '4', after: String(recommended) }],
      costs: [{ name: 'connections more', value: recommended - 4, unit: 'count' }],
    });
    expect(finding.advice?.risks.join(' ')).toContain('max_connections');
    expect(finding.savingShare).toBeGreaterThan(0.8);
    expect(finding.proof).toMatchObject({ isDecided: true, unit: 'perSecond' });
    expect(finding.evidence.map(({ name }) => name)).toEqual([
      'throughput at 4',
      `throughput at ${recommended}`,
      'wait for a client at 4',
      `wait for a client at ${recommended}`,
      'connections open at 4',
      `connections open at ${recommended}`,
    ]);
  });

  test('too large: the connections saved are what is proven, and the throughput stands beside', async () => {
    const finding = await found(20, 1.25);
    expect(finding).toMatchObject({ severity: 'info', saving: { name: 'connections saved', unit: 'count' } });
    const { proof } = finding;
    expect(proof).toMatchObject({ metric: 'connections open', unit: 'count', before: 20, isDecided: true });
    expect(proof?.ratio).toBeGreaterThan(3);
    expect(proof !== undefined && isDecided(proof, proof.sameAgain)).toBe(true);
    expect(proof?.rows[0]).toMatchObject({ name: 'throughput (tasks)', unit: 'perSecond' });
    expect(proof?.method).toMatch(/throughput stays at [01]\.\d\d times/);
    expect(finding.advice?.risks.join(' ')).toContain('burst');
  });

  test('without a text that sets it says why, and leaves the change to the reader', async () => {
    const reason = 'The size cannot be changed in the source: its size is the environment variable PG_MAX.';
    const finding = await found(4, 1.5, { ...known, size: null, reason });
    expect(finding.advice).toMatchObject({ changes: [], effort: 'line', text: expect.stringContaining(reason) });
    const nowhere = await found(4, 1.5, { place: null, size: null, reason: 'No `new Pool(…)` was found.', uses: [] });
    expect(nowhere).toMatchObject({ place: null, placeReason: 'No `new Pool(…)` was found.' });
  });

  test('found again has the same id, another pool another', async () => {
    const [one, again] = [await found(4, 1.5), await found(4, 1.5)];
    expect(again.findingId).toBe(one.findingId);
    const elsewhere = { ...known, place: { ...place, file: '/projects/agents/tools.ts' } };
    expect((await found(4, 1.5, elsewhere)).findingId).not.toBe(one.findingId);
  });
});
