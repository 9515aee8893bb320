import { expect, test } from 'vitest';
import type { ColumnBlock } from '../../../src/protocol/columnBlock.ts';
import { PauseRing } from '../../../webview/store/pauseRing.ts';

function block(rows: readonly (readonly [number, number, number])[]): ColumnBlock {
  return {
    head: { kind: 'collections', targetId: 't' },
    columns: [
      { name: 'at', values: Float64Array.from(rows, ([at]) => at) },
      { name: 'kind', values: Uint8Array.from(rows, ([, kind]) => kind) },
      { name: 'pauseMs', values: Float64Array.from(rows, ([, , pauseMs]) => pauseMs) },
    ],
  };
}

test('pauses between two moments are visited in order; old ones made room, and none came twice', () => {
  const ring = new PauseRing(4);
  ring.append(
    block([
      [1, 1, 2],
      [2, 4, 20],
      [3, 1, 2.5],
    ]),
    -Infinity,
  );
  ring.append(
    block([
      [3, 1, 99],
      [4, 1, 3],
      [5, 8, 1],
    ]),
    ring.lastAt ?? 0,
  );
  const seen: number[][] = [];
  ring.visit(2, 4, (...pause) => seen.push(pause));
  expect(seen).toEqual([
    [2, 4, 20],
    [3, 1, 2.5],
    [4, 1, 3],
  ]);
  expect(ring.length).toBe(4);
});
