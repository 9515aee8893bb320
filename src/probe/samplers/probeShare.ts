import type { Sampler } from '../sampler.ts';

export const probeShare: Sampler = {
  what: "The probe's own work, as a share of one core.",
  cost: 'nothing',
  metrics: ['probeShare'],
  start: ({ self }) => {
    let last = self.spentMs();
    return {
      // The tick in progress is counted with the next one.
      read: (elapsedMs) => {
        const now = self.spentMs();
        const share = (now - last) / elapsedMs;
        last = now;
        return [share];
      },
      stop: () => undefined,
    };
  },
};
