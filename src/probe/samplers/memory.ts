import { getHeapStatistics } from 'node:v8';
import type { Sampler } from '../sampler.ts';

export const memory: Sampler = {
  what: 'Memory of the heap, of the process, and outside the heap.',
  cost: '9 µs',
  metrics: ['heapUsed', 'heapTotal', 'heapLimit', 'rss', 'external', 'arrayBuffers'],
  start: () => ({
    read: () => {
      const { heapUsed, heapTotal, rss, external, arrayBuffers } = process.memoryUsage();
      return [heapUsed, heapTotal, getHeapStatistics().heap_size_limit, rss, external, arrayBuffers];
    },
    stop: () => undefined,
  }),
};
