import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Sampler } from '../sampler.ts';

/**
 * Milliseconds between two readings of the engine's delay timer, which every recorded value contains. Each wakes the
 * program: 20 would cost as much as all the rest of the probe.
 */
const resolutionMs = 40;
const windowMs = 1_000;

const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);

export const loopDelay: Sampler = {
  what: 'How late the event loop was in the last second.',
  cost: '6 µs a tick (56 / 56 / 27 µs once a second), and 25 wake-ups a second of a native timer',
  metrics: ['loopDelayP50', 'loopDelayP99', 'loopDelayMax'],
  start: ({ intervalMs }) => {
    const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
    histogram.enable();
    let p50: number | null = null;
    let p99: number | null = null;
    let lastMax: number | null = null;
    let windowElapsedMs = 0;
    let lateness = 0;
    return {
      read: (elapsedMs) => {
        windowElapsedMs += elapsedMs;
        // A reset makes the engine forget the delay in progress; our own tick was late by it, and keeps it.
        lateness = Math.max(lateness, elapsedMs - intervalMs);
        const recorded = histogram.count > 0 ? delayMs(histogram.max) : null;
        const newest = recorded === null && lateness <= resolutionMs ? null : Math.max(recorded ?? 0, lateness);
        const max = lastMax === null || newest === null ? (newest ?? lastMax) : Math.max(lastMax, newest);
        if (windowElapsedMs >= windowMs) {
          p50 = histogram.count > 0 ? delayMs(histogram.percentile(50)) : null;
          p99 = histogram.count > 0 ? delayMs(histogram.percentile(99)) : null;
          lastMax = newest;
          lateness = 0;
          windowElapsedMs = 0;
          histogram.reset();
        }
        return [p50, p99, max];
      },
      stop: () => histogram.disable(),
    };
  },
};
