import { expect, test } from 'vitest';
import type { ChildLife } from '../../../../src/protocol/ledger.ts';
import { laneBars } from '../../../../webview/tabs/processes/lives.ts';

const life = (startedAt: number, endedAt: number | null): ChildLife => ({
  targetId: 't',
  pid: 1,
  kind: 'process',
  name: 'a',
  startedAt,
  firstOutputAt: null,
  endedAt,
});

test('a life takes the first lane that is free when it begins; beyond eight at once none is drawn', () => {
  expect(laneBars([life(0, 5), life(1, 3), life(4, null), life(6, 7)], 10).map(({ lane }) => lane)).toEqual([
    0, 1, 1, 0,
  ]);
  expect(
    laneBars(
      Array.from({ length: 20 }, () => life(0, null)),
      10,
    ),
  ).toHaveLength(8);
});
