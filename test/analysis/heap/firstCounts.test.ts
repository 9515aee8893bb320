import { expect, test } from 'vitest';
import { firstCounts } from '../../../src/analysis/heap/firstCounts.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { readSections } from '../../../src/analysis/heap/stages.ts';
import { bytesInMemory, StringTable } from '../../../src/analysis/heap/stringTable.ts';
import { drawnSnapshot } from './drawnHeap.ts';

test('nodes alone tell how many there are of each class, and what they take by themselves', () => {
  const bytes = new TextEncoder().encode(
    drawnSnapshot(`
      root synthetic 0
      a object:Session 100
      b object:Session 300
      plain object:Object 40
      shape hidden:system·/·Map 30
      handle closure:handle 64
      text string:hello 24
      empty object:Session 0
      element native:<div·id="x"> 500
      other native:<div> 20
      a .plain plain
    `),
  );
  const source = bytesInMemory(bytes);
  const { parts } = readSections(['nodes', 'strings'], source, bytes.length, ownWatch());
  const { nodes } = parts;
  if (nodes === null || parts.strings === null) throw new Error('nothing was read');
  const strings = new StringTable(parts.strings, source);
  const counts = (most: number) => firstCounts(nodes, parts.header.kindNames, strings, most, ownWatch());
  expect(counts(10)).toEqual({
    nodeCount: 10,
    shallowSize: 1_078,
    classes: [
      { name: '<div>', count: 2, shallowSize: 520 },
      { name: 'Session', count: 2, shallowSize: 400 },
      { name: 'Function', count: 1, shallowSize: 64 },
      { name: 'Object', count: 1, shallowSize: 40 },
      { name: '(system)', count: 1, shallowSize: 30 },
      { name: '(string)', count: 1, shallowSize: 24 },
    ],
  });
  expect(counts(1).classes).toHaveLength(1);
});
