import { describe, expect, test } from 'vitest';
import { hotNode, planRows, ratioWorthSaying, wholeMs } from '../../../../webview/tabs/queries/planTree.ts';
import { historyNodes, manyNodes } from '../../../support/panel/planFacts.ts';

/** The tree as text: a plus for folded, indents for depth, brackets for what only leads to a match. */
function drawn(folded: readonly number[], filter = ''): string {
  return planRows(historyNodes, new Set(folded), filter)
    .map(({ node, hasChildren, index, isMatch }) => {
      const sign = hasChildren ? (folded.includes(index) && filter === '' ? '+' : '-') : '.';
      const name = isMatch ? node.nodeType : `(${node.nodeType})`;
      return `${' '.repeat(node.depth)}${sign}${name}`;
    })
    .join('\n');
}

describe('the rows of a plan', () => {
  test('stand as a tree, and what is folded hides what is below it', () => {
    expect(drawn([])).toBe('-Limit\n .Index Scan\n -Gather Merge\n  -Sort\n   .Parallel Seq Scan');
    expect(drawn([2])).toBe('-Limit\n .Index Scan\n +Gather Merge');
    expect(drawn([0])).toBe('+Limit');
  });

  test('a search keeps what has the text and what leads there, also where it is folded', () => {
    expect(drawn([2], 'heapsort')).toBe('-(Limit)\n -(Gather Merge)\n  -Sort');
    expect(drawn([], 'threads_key')).toBe('-(Limit)\n .Index Scan');
    expect(drawn([], 'no such thing')).toBe('');
  });

  test('thousands of nodes are laid out at once', () => {
    const nodes = manyNodes(2_000);
    expect(planRows(nodes, new Set(), '').length).toBe(2_000);
    const found = planRows(nodes, new Set(), 'part_1999');
    expect(found.at(-1)?.index).toBe(1_999);
    expect(found.map(({ node }) => node.depth)).toEqual(found.map((_, depth) => depth));
  });
});

describe('what costs', () => {
  test('the hottest node has the most time of its own; planned only, the most rows', () => {
    expect(hotNode(historyNodes)).toBe(4);
    expect(hotNode(historyNodes.map((node) => ({ ...node, selfMs: null })))).toBe(3);
    expect(hotNode([])).toBeNull();
  });

  test('own times add up to the whole', () => {
    expect(wholeMs(historyNodes)).toBeCloseTo(84.1, 5);
  });

  test('a wrong estimate is worth saying only where it is over ten and the node costs time', () => {
    const whole = wholeMs(historyNodes);
    expect(historyNodes.map((node) => ratioWorthSaying(node, whole))).toEqual([null, null, null, null, 16.5]);
    const [limit] = historyNodes;
    expect(limit === undefined ? 0 : ratioWorthSaying({ ...limit, estimateRatio: 50 }, whole)).toBeNull();
  });
});
