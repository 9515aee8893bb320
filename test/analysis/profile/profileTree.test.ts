import { describe, expect, test } from 'vitest';
import { NotAProfile } from '../../../src/analysis/profile/profileMembers.ts';
import { treeOfText } from '../../support/openedText.ts';
import { cpuProfileText } from '../../support/profileText.ts';

const frame = (functionName: string, lineNumber = 0) => ({ functionName, url: '/app/work.js', lineNumber });
const heap = {
  head: {
    callFrame: frame('(root)'),
    selfSize: 0,
    children: [
      {
        callFrame: frame('load'),
        selfSize: 100,
        children: [{ callFrame: frame('parse', 4), selfSize: 900, children: [] }],
      },
    ],
  },
  samples: [{ size: 100 }, { size: 900 }],
};
const selves = (text: string) => {
  const { frames, frame: frameOf, self } = treeOfText(text);
  return [...self].map((value, node) => [frames[frameOf[node] ?? 0]?.name, value]).filter(([, value]) => value !== 0);
};
/** The same values, indented as editors do. */
const indented = (text: string) => JSON.stringify(JSON.parse(text), null, 2);

describe('the tree of a profile', () => {
  const text = cpuProfileText(['main 2', 'main work 3', 'main work work 4', '(idle) 1']);

  test('gives each call the time until the next sample', () => {
    const expected = [
      ['main', 2],
      ['work', 3],
      ['(idle)', 1],
      ['work', 4],
    ];
    expect(new Set(selves(text).map(String))).toEqual(new Set(expected.map(String)));
    expect(selves(indented(text))).toEqual(selves(text));
    expect(treeOfText(text)).toMatchObject({ kind: 'cpu', sampleCount: 4, lengthMs: 10 });
    expect([...(treeOfText(text).samples?.at ?? [])]).toEqual([0, 2, 5, 9]);
  });

  test('of allocations has bytes, and no moments', () => {
    expect(selves(JSON.stringify(heap))).toEqual([
      ['load', 100],
      ['parse', 900],
    ]);
    expect(treeOfText(JSON.stringify(heap))).toMatchObject({ kind: 'heap', sampleCount: 2, samples: null });
  });

  test('takes a clock that steps back to stand still', () => {
    const back = { ...JSON.parse(text), timeDeltas: [0, 5_000, -2_000, 6_000] };
    expect([...(treeOfText(JSON.stringify(back)).samples?.at ?? [])]).toEqual([0, 5, 5, 9]);
  });

  test('shares the length among samples without times, and among hits without samples', () => {
    const { timeDeltas: _deltas, samples: _samples, ...bare } = JSON.parse(text);
    expect(selves(JSON.stringify({ ...bare, samples: [2, 3, 4, 5] })).map(([, value]) => value)).toEqual([
      2.5, 2.5, 2.5, 2.5,
    ]);
    const hits = {
      ...bare,
      nodes: bare.nodes.map((node: { id: number }) => ({ ...node, hitCount: node.id === 2 ? 4 : 0 })),
    };
    expect(selves(JSON.stringify(hits))).toEqual([['main', 10]]);
    expect(treeOfText(JSON.stringify(hits)).samples).toBeNull();
  });

  test('may name parents instead of children, as traces do', () => {
    const { nodes, ...rest } = JSON.parse(text);
    const parentOf = new Map<number, number>();
    for (const { id, children } of nodes) for (const child of children) parentOf.set(child, id);
    const turned = nodes.map(({ children: _children, ...node }: { id: number; children: number[] }) => ({
      ...node,
      parent: parentOf.get(node.id),
    }));
    expect(selves(JSON.stringify({ ...rest, nodes: turned }))).toEqual(selves(text));
  });

  test('holds names and files with any characters', () => {
    const odd = JSON.stringify({ ...JSON.parse(text), nodes: [{ id: 1, callFrame: frame('a"]},{\\"ü') }] });
    expect(treeOfText(odd).frames[0]?.name).toBe('a"]},{\\"ü');
  });

  test.each([
    ['empty', '', 'empty'],
    ['not JSON', 'hello', 'not JSON'],
    ['cut in its calls', text.slice(0, 200), 'cut'],
    ['cut in its samples', text.slice(0, text.indexOf('samples') + 12), 'cut'],
    ['a heap snapshot', '{"snapshot":{"meta":{}},"nodes":[1,2]}', 'heap snapshot'],
    ['a trace', '{"traceEvents":[]}', 'trace of Chrome'],
    ['a trace without a head', '[{"ph":"X"}]', 'trace of Chrome'],
    ['without calls', '{"nodes":[],"samples":[]}', 'no calls'],
    ['another object', '{"a":1}', 'neither'],
    ['full of words for samples', text.replace(/"samples":\[[^\]]*\]/, '"samples":["a"]'), 'numbers'],
    ['a ring', '{"nodes":[{"id":1,"children":[2]},{"id":2,"children":[1]}]}', 'two places'],
  ])('refuses a file that is %s', (_, bad, reason) => {
    expect(() => treeOfText(bad)).toThrow(NotAProfile);
    expect(() => treeOfText(bad)).toThrow(reason);
  });
});
