import { performance } from 'node:perf_hooks';
import type { Sampler } from '../sampler.ts';

export const loopUtilisation: Sampler = {
  what: 'Share of the time the event loop was busy.',
  cost: '0.6 µs',
  metrics: ['loopUtilisation'],
  start: () => {
    let last = performance.eventLoopUtilization();
    return {
      read: () => {
        const now = performance.eventLoopUtilization();
        const { utilization } = performance.eventLoopUtilization(now, last);
        last = now;
        return [Number.isFinite(utilization) ? utilization : null];
      },
      stop: () => undefined,
    };
  },
};
