import { expect, test } from 'vitest';
import { faults, faultsNamed } from '../../src/sample/faults.ts';

test('no fault is on unless it is named', () => {
  expect([...faults]).toEqual([]);
  expect([...faultsNamed(' session-map, pool-size,')]).toEqual(['session-map', 'pool-size']);
  expect(faultsNamed('all').size).toBe(7);
  expect(() => faultsNamed('sessions')).toThrow(/no fault is called sessions; there are session-map/);
});
