import type { PoolReading } from '../../../src/analysis/pool/poolReading.ts';
import type { PoolStage } from '../../../src/host/pool/poolStage.ts';
import type { TuneClock } from '../../../src/host/pool/tunePool.ts';
import { seededRandom } from '../../../src/analysis/experiment/seededRandom.ts';
import { simulatedReading, type PoolModel } from '../../analysis/pool/simulatedPool.ts';

/** A stage over a model instead of a pool, and a clock that goes on with each step: as if it ran on a quiet machine. */
export function simulatedStage(
  model: PoolModel,
  {
    noise = 0.02,
    overheadSeconds = 0.3,
    changed = (reading: PoolReading) => reading,
    ...rest
  }: Partial<PoolStage> & {
    readonly noise?: number;
    readonly overheadSeconds?: number;
    readonly changed?: (reading: PoolReading) => PoolReading;
  } = {},
): { readonly stage: PoolStage; readonly clock: TuneClock; readonly tried: readonly number[] } {
  const random = seededRandom(3);
  const tried: number[] = [];
  let now = 0;
  const stage: PoolStage = {
    name: 'the pool of the model',
    place: null,
    currentSize: null,
    sizeMax: 64,
    sizeMaxReason: null,
    demand: 'closed',
    unitOfWork: 'tasks',
    machine: 'a model',
    longestHold: () => null,
    notes: [],
    measure: (size, seconds, { signal }) => {
      signal.throwIfAborted();
      tried.push(size);
      now += (seconds + overheadSeconds) * 1000;
      const reading = simulatedReading(model, size, Math.exp((random() - 0.5) * 2 * noise));
      const scale = seconds / reading.seconds;
      return Promise.resolve(
        changed({
          ...reading,
          seconds,
          completed: Math.round(reading.completed * scale),
          acquires: Math.round(reading.acquires * scale),
        }),
      );
    },
    restore: () => Promise.resolve(),
    ...rest,
  };
  return { stage, tried, clock: { now: () => now, epochNow: () => now, random: seededRandom(5) } };
}
