import type { Sampler } from '../sampler.ts';

export const cpuShare: Sampler = {
  what: 'CPU time of the whole process, as a share of one core; more than 1 when several threads work.',
  cost: '0.9 µs',
  metrics: ['cpuShare'],
  start: () => {
    let last = process.cpuUsage();
    return {
      read: (elapsedMs) => {
        const now = process.cpuUsage();
        const spentMs = (now.user - last.user + now.system - last.system) / 1000;
        last = now;
        return [spentMs / elapsedMs];
      },
      stop: () => undefined,
    };
  },
};
