import { describe, expect, test } from 'vitest';
import { functionCosts, measured, totalsOf } from '../../../src/analysis/cpuProfile/profileFunctions.ts';
import { NotAProfile, profileTree } from '../../../src/analysis/cpuProfile/profileTree.ts';

const frame = (functionName: string, lineNumber = 0) => ({
  functionName,
  scriptId: '1',
  url: functionName.startsWith('(') ? '' : '/app/work.js',
  lineNumber,
  columnNumber: 0,
});

/** root ─ main ─ work ─ work (again), and idle. Samples of 2, 3, 4 and 1 ms: main, work, work inside, idle. */
const cpu = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 5] },
    { id: 2, callFrame: frame('main'), children: [3] },
    { id: 3, callFrame: frame('work', 9), children: [4] },
    { id: 4, callFrame: frame('work', 9) },
    { id: 5, callFrame: frame('(idle)') },
  ],
  startTime: 1_000_000,
  endTime: 1_010_000,
  samples: [2, 3, 4, 5],
  timeDeltas: [0, 2_000, 3_000, 4_000],
};
const heap = {
  head: {
    callFrame: frame('(root)'),
    selfSize: 0,
    id: 1,
    children: [
      {
        callFrame: frame('load'),
        selfSize: 100,
        id: 2,
        children: [{ callFrame: frame('parse', 4), selfSize: 900, id: 3, children: [] }],
      },
    ],
  },
  samples: [],
};
const costs = (profile: unknown) => {
  const tree = profileTree(profile);
  return functionCosts(tree).map(({ frame: at, self, total }) => [tree.frames[at]?.name, self, total]);
};

describe('a profile', () => {
  test('of time gives each function its own part, and counts what calls itself once', () => {
    expect(costs(cpu)).toEqual(
      [
        ['work', 7, 7],
        ['main', 2, 9],
        ['(root)', 0, 10],
      ].slice(0, 2),
    );
    expect(measured(profileTree(cpu))).toEqual({ total: 9, idle: 1 });
    expect(profileTree(cpu)).toMatchObject({ kind: 'cpu', sampleCount: 4, lengthMs: 10 });
  });

  test('of allocations gives bytes', () => {
    expect(costs(heap)).toEqual([
      ['parse', 900, 900],
      ['load', 100, 1_000],
    ]);
    expect(measured(profileTree(heap))).toEqual({ total: 1_000, idle: 0 });
  });

  test('has a root that holds all that was measured', () => {
    for (const profile of [cpu, heap]) {
      const tree = profileTree(profile);
      expect(totalsOf(tree)[0]).toBeCloseTo(tree.self.reduce((sum, value) => sum + value, 0));
    }
  });

  test('without times of its samples shares its length among them', () => {
    const { timeDeltas: _none, ...rest } = cpu;
    expect(measured(profileTree(rest))).toEqual({ total: 7.5, idle: 2.5 });
  });

  test.each([
    ['nothing', null],
    ['another file', { snapshot: {} }],
    ['no calls', { nodes: [] }],
    [
      'a ring',
      {
        ...cpu,
        nodes: [
          { id: 1, callFrame: frame('a'), children: [2] },
          { id: 2, callFrame: frame('b'), children: [1] },
        ],
      },
    ],
  ])('is refused where it is %s', (_, profile) => expect(() => profileTree(profile)).toThrow(NotAProfile));
});
