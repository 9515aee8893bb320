import { expect, test } from 'vitest';
import { containerName } from '../../../src/host/hunt/leakFinding.ts';

test.each([
  ['Map sessions', 'class Gateway in gateway.js', 'Gateway.sessions (Map)'],
  ["listeners of AbortSignal 'abort'", 'module gateway.js', "AbortSignal.listeners['abort']"],
  ['chain of Turn last', 'module turns.js', 'turns.js.last (chain of Turn)'],
  ['chain of {turn, prev, summary} last', 'module turns.js', 'turns.js.last (chain of {turn, prev, summary})'],
  ['timers [60000 ms]', 'function beat in heart.js', 'beat[60000 ms] (timers)'],
  ['Array totals (room for numbers)', 'module sums.js', 'sums.js.totals (Array)'],
])('a container reads as its owner, the property, and what it is: %s', (container, owner, name) => {
  expect(containerName({ container, owner })).toBe(name);
});
