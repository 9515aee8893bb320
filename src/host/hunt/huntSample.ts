import type { Reading } from '../../analysis/hunt/robustSlope.ts';
import type { HuntCycle, LeakResource } from '../../protocol/hunts.ts';
import type { SettledMemory } from '../../protocol/probeChannel.ts';
import type { Descriptors } from './openDescriptors.ts';

/** One settled look at the target, after so much work. */
export type HuntSample = {
  readonly work: number;
  /** Snapshots lie between stretches: what is held may step there by itself. */
  readonly stretch: number;
  readonly memory: SettledMemory;
  readonly descriptors: Descriptors | null;
};

const handlesOf = ({ memory }: HuntSample) => memory.resources.reduce((sum, [, count]) => sum + count, 0);

/** What is held of a resource at a sample; null where it is not known. Compiled code comes with warming up, and is left out. */
export const held: Readonly<Record<LeakResource, (sample: HuntSample) => number | null>> = {
  heap: ({ memory }) => memory.heapUsed - memory.codeBytes,
  external: ({ memory }) => memory.external,
  fd: ({ descriptors }) => descriptors?.total ?? null,
  listener: ({ memory }) => memory.listeners,
  handle: handlesOf,
};

/** What one reading may be off by without a cause. */
export const quantum: Readonly<Record<LeakResource, number>> = {
  heap: 24 * 1024,
  external: 16 * 1024,
  fd: 2.5,
  listener: 1.5,
  handle: 2.5,
};

export function readingsOf(samples: readonly HuntSample[], resource: LeakResource): readonly Reading[] {
  return samples.flatMap((sample) => {
    const value = held[resource](sample);
    return value === null ? [] : [{ work: sample.work, value, stretch: sample.stretch }];
  });
}

/** The sample as clients see it. */
export function cycleOf(sample: HuntSample): HuntCycle {
  const { memory, descriptors } = sample;
  return {
    at: memory.at,
    work: sample.work,
    heapBytes: memory.heapUsed,
    externalBytes: memory.external,
    rssBytes: memory.rss,
    descriptors: descriptors?.total ?? null,
    handles: handlesOf(sample),
    pauseMs: memory.pauseMs,
  };
}
