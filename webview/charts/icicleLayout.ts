import type { IcicleNode } from '../../src/protocol/heapRows.ts';

/** A block of the icicle in pixels; `parent` and `first` are indexes of blocks, -1 for none. */
export type Block = {
  readonly node: IcicleNode;
  readonly x: number;
  readonly width: number;
  readonly level: number;
  readonly parent: number;
  readonly grew: boolean;
};

/** Blocks narrower than this are left out: they could be neither seen nor hit. */
const widthMin = 2;

/**
 * The blocks of a dominator tree, parents before children: a block is as wide as its retained size. `grown` names nodes
 * that grew; a block grew when it or something in it did.
 */
export function icicleBlocks(root: IcicleNode, width: number, grown: ReadonlySet<number>): readonly Block[] {
  const grew = grewBelow(root, grown);
  const blocks: Block[] = [];
  const scale = width / Math.max(1, root.retainedSize);
  const place = (node: IcicleNode, x: number, level: number, parent: number): void => {
    const own = node.retainedSize * scale;
    if (own < widthMin) return;
    const index = blocks.length;
    blocks.push({ node, x, width: own, level, parent, grew: grew.has(node) });
    let at = x;
    for (const child of node.children) {
      place(child, at, level + 1, index);
      at += child.retainedSize * scale;
    }
  };
  place(root, 0, 0, -1);
  return blocks;
}

function grewBelow(root: IcicleNode, grown: ReadonlySet<number>): ReadonlySet<IcicleNode> {
  const found = new Set<IcicleNode>();
  const visit = (node: IcicleNode): boolean => {
    let isGrown = node.nodeId !== null && grown.has(node.nodeId);
    for (const child of node.children) isGrown = visit(child) || isGrown;
    if (isGrown) found.add(node);
    return isGrown;
  };
  visit(root);
  return found;
}

/** The block at a point, or -1. */
export function blockAt(blocks: readonly Block[], x: number, level: number): number {
  return blocks.findIndex((block) => block.level === level && x >= block.x && x < block.x + block.width);
}

export type Step = 'up' | 'down' | 'left' | 'right';

/** The block one step away: its holder, the largest thing it holds, or its neighbour on the level. Itself at an edge. */
export function blockBeside(blocks: readonly Block[], from: number, step: Step): number {
  const here = blocks[from];
  if (here === undefined) return blocks.length === 0 ? -1 : 0;
  const level = blocks.map((block, index) => ({ block, index })).filter(({ block }) => block.level === here.level);
  const at = level.findIndex(({ index }) => index === from);
  switch (step) {
    case 'up':
      return here.parent < 0 ? from : here.parent;
    case 'down': {
      const child = blocks.findIndex((block) => block.parent === from);
      return child < 0 ? from : child;
    }
    case 'left':
      return level[at - 1]?.index ?? from;
    case 'right':
      return level[at + 1]?.index ?? from;
  }
}
