import { expect, test } from 'vitest';
import { targetWatch } from '../../../src/host/live/liveFindings.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { Target } from '../../../src/protocol/targets.ts';

const target: Target = {
  targetId: 't',
  pid: process.pid,
  name: 'gateway.js',
  command: 'node gateway.js',
  folder: '/',
  nodeVersion: '24.0.0',
  v8Version: '13',
  startedAt: 0,
  watchedSince: 0,
  way: 'launched',
  state: 'watching',
  hasHeapdump: false,
  droppedSamples: 0,
  // A thread of it: nothing is read from the system.
  threadId: 1,
};

/** Looks once a second at a program that collects half of its time; the rules that spoke, by second. */
async function heard(disturbedUntil: number, seconds: number): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>();
  let now = 0;
  const watch = targetWatch(target, {
    targets: {
      series: (_id, fromAt, toAt, _stepMs, metrics) => {
        const at = Float64Array.from({ length: 900 }, (_, index) => fromAt + ((toAt - fromAt) * index) / 900);
        const shares = Float64Array.from({ length: 900 }, () => 0.5);
        return [
          { name: 'at', values: at },
          ...metrics.map((name) => ({ name, values: name === 'gcShare' ? shares : new Float64Array(900).fill(NaN) })),
        ];
      },
    },
    findings: {
      put: (findings: readonly Finding[]) => {
        if (findings.length > 0)
          found.set(
            now,
            findings.map(({ rule }) => rule),
          );
      },
    },
    stalls: () => [],
    isDisturbed: () => now <= disturbedUntil,
  });
  for (now = 1; now <= seconds; now += 1) await watch.look(now * 1000, []);
  return found;
}

test('what a program does by itself is found', async () => {
  const found = await heard(0, 30);
  expect([...found.values()].flat()).toContain('gc-share-high');
});

test('what a hunt or a tuning does to it is not, until the figures are its own again', async () => {
  const found = await heard(40, 70);
  expect(Math.min(...found.keys())).toBeGreaterThan(40 + 15);
  expect(await heard(40, 50)).toEqual(new Map());
});
