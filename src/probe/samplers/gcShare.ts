import type { Sampler } from '../sampler.ts';

export const gcShare: Sampler = {
  what: 'Share of the time the program stood still for collections.',
  cost: 'nothing of its own; the collection log costs 30 µs a collection',
  metrics: ['gcShare'],
  start: ({ collections }) => {
    let last = collections.pausedMs();
    return {
      read: (elapsedMs) => {
        const now = collections.pausedMs();
        const share = (now - last) / elapsedMs;
        last = now;
        return [Math.min(1, share)];
      },
      stop: () => undefined,
    };
  },
};
