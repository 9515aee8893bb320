import { describe, expect, test } from 'vitest';
import type { IcicleNode } from '../../../src/protocol/heapRows.ts';
import { blockAt, blockBeside, icicleBlocks } from '../../../webview/charts/icicleLayout.ts';

let nextId = 1;
const node = (label: string, retainedSize: number, ...children: readonly IcicleNode[]): IcicleNode => ({
  nodeId: nextId++,
  label,
  retainedSize,
  count: 1,
  children,
});

//  heap 100
//  sessions 60        queue 39          x 1
//  Session 50         item 39
const item = node('item', 39);
const root = node('heap', 100, node('sessions', 60, node('Session', 50)), node('queue', 39, item), node('x', 1));
const blocks = icicleBlocks(root, 100, new Set([item.nodeId ?? -1]));
const names = blocks.map((block) => block.node.label);
const at = (label: string) => names.indexOf(label);

describe('the blocks of a dominator tree', () => {
  test('are as wide as what they retain; what could not be seen is left out', () => {
    expect(names).toEqual(['heap', 'sessions', 'Session', 'queue', 'item']);
    expect(blocks.map(({ x, width, level }) => [x, width, level])).toEqual([
      [0, 100, 0],
      [0, 60, 1],
      [0, 50, 2],
      [60, 39, 1],
      [60, 39, 2],
    ]);
  });

  test('grew where something in them grew', () => {
    expect(blocks.filter(({ grew }) => grew).map(({ node: { label } }) => label)).toEqual(['heap', 'queue', 'item']);
  });

  test('are found by a point', () => {
    expect(names[blockAt(blocks, 70, 1)]).toBe('queue');
    expect(blockAt(blocks, 55, 2)).toBe(-1);
  });

  test('are walked by arrows: holder, largest held, neighbours; edges hold', () => {
    expect(names[blockBeside(blocks, at('sessions'), 'right')]).toBe('queue');
    expect(names[blockBeside(blocks, at('queue'), 'left')]).toBe('sessions');
    expect(names[blockBeside(blocks, at('Session'), 'up')]).toBe('sessions');
    expect(names[blockBeside(blocks, at('heap'), 'down')]).toBe('sessions');
    expect(names[blockBeside(blocks, at('heap'), 'up')]).toBe('heap');
    expect(names[blockBeside(blocks, at('item'), 'down')]).toBe('item');
    expect(blockBeside(blocks, -1, 'down')).toBe(0);
  });
});
