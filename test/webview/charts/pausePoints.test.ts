import { expect, test } from 'vitest';
import { pausePoints } from '../../../webview/charts/pausePoints.ts';
import { PauseRing } from '../../../webview/store/pauseRing.ts';

test('of each kind and pixel the longest pause is kept', () => {
  const rows = [
    [0, 1, 2],
    [1, 1, 9],
    [2, 4, 20],
    [3, 1, 4],
    [12, 1, 3],
  ] as const;
  const ring = new PauseRing(10);
  ring.append(
    {
      head: { kind: 'collections', targetId: 't' },
      columns: [
        { name: 'at', values: Float64Array.from(rows, ([at]) => at) },
        { name: 'kind', values: Uint8Array.from(rows, ([, kind]) => kind) },
        { name: 'pauseMs', values: Float64Array.from(rows, ([, , pauseMs]) => pauseMs) },
      ],
    },
    -1,
  );
  expect([...pausePoints(ring, 0, 20, 2)]).toEqual([
    [
      1,
      [
        { x: 1, y: 9 },
        { x: 12, y: 3 },
      ],
    ],
    [4, [{ x: 2, y: 20 }]],
  ]);
});
