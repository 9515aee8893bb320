import type { HeldSnapshot } from '../../../src/analysis/heap/heldSnapshot.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { placesInOrder } from '../../../src/analysis/heap/icicle.ts';
import { retainersOf } from '../../../src/analysis/heap/retainers.ts';
import { openedDrawing } from './openedHeap.ts';

/** A drawn heap that can be asked who holds what; script 5 is of the program, 6 of Node. */
export function heldDrawing(drawing: string): HeldSnapshot {
  const { snapshot, strings } = openedDrawing(drawing);
  return {
    snapshot,
    strings,
    retainers: retainersOf(snapshot.graph, ownWatch()),
    urls: new Map([
      [5, 'file:///app/gateway.js'],
      [6, 'node:events'],
      [7, '/app/node_modules/@ai/client/lib/call.js'],
      [8, '/app/node_modules/left/index.js'],
      ...snapshot.scripts,
    ]),
    places: placesInOrder(snapshot),
  };
}
