import { describe, expect, test } from 'vitest';
import { loadPlan } from '../../../src/host/load/loadPlanParser.ts';

const plan = {
  url: 'http://127.0.0.1:7000/turns',
  connections: 4,
  ratePerSecond: null,
  arrivals: 'fixed',
  seconds: 5,
  warmupSeconds: 0,
  iterationsMax: null,
  method: 'POST',
  headers: { authorization: 'Bearer x' },
  body: ['a', 'b'],
  script: null,
  timeoutSeconds: 10,
};

describe('the plan of a load', () => {
  test('comes through as it is', () => {
    expect(loadPlan(plan, 'plan')).toEqual(plan);
  });

  test.each([
    ['connections', { connections: 0 }, /plan\.connections has to be a whole number/],
    ['too many connections', { connections: 1_001 }, /plan\.connections/],
    ['an endless time', { seconds: 4_000 }, /plan\.seconds has to be a number from/],
    ['a rate beyond one thread', { ratePerSecond: 50_001 }, /plan\.ratePerSecond/],
    ['another protocol', { url: 'ftp://127.0.0.1/' }, /plan\.url has to be an address/],
    ['a WebSocket without steps', { url: 'ws://127.0.0.1:1/' }, /plan\.script has to be a list of steps/],
    ['a GET over a WebSocket', { url: 'ws://127.0.0.1:1/', script: [{ get: '/' }] }, /without `get`/],
    ['a step that is two', { script: [{ get: '/', think: 1 }] }, /plan\.script\[0\] has to be an object with one of/],
    ['a pattern that is none', { script: [{ await: '(' }] }, /plan\.script\[0\]\.await has to be a regular expression/],
    ['no steps', { script: [] }, /at least one step/],
    ['too many steps', { script: Array.from({ length: 201 }, () => ({ think: 1 })) }, /a list of at most 200/],
    ['no alternatives', { body: [] }, /plan\.body has to be a text, or a list of texts/],
    ['headers that are no texts', { headers: { a: 1 } }, /plan\.headers\.a has to be text/],
  ])('%s is refused with the field', (_, change, message) => {
    expect(() => loadPlan({ ...plan, ...change }, 'plan')).toThrow(message);
  });
});
