import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocationRows } from '../../../src/analysis/heap/allocationSites.ts';
import { NotAProfile, samplingProfile } from '../../../src/analysis/heap/samplingProfile.ts';

type Drawn = { readonly name: string; readonly size: number; readonly children?: readonly Drawn[] };

const profileNode = ({ name, size, children = [] }: Drawn): object => ({
  callFrame: { functionName: name, scriptId: '5', url: 'file:///app/a.js', lineNumber: name.length, columnNumber: 0 },
  selfSize: size,
  children: children.map(profileNode),
});
const profileText = (head: Drawn) => JSON.stringify({ head: profileNode(head), samples: [] });

test('functions with what they allocated, alone and with those they called; a function in itself counts once', () => {
  const { rows, totalSize } = allocationRows(
    samplingProfile(
      profileText({
        name: 'main',
        size: 0,
        children: [
          { name: 'load', size: 30, children: [{ name: 'parse', size: 100, children: [{ name: 'load', size: 5 }] }] },
          { name: 'parse', size: 7 },
        ],
      }),
    ),
    10,
  );
  expect(totalSize).toBe(142);
  expect(rows.map(({ name, selfSize, totalSize: all, location }) => [name, selfSize, all, location?.line])).toEqual([
    ['parse', 107, 112, 5],
    ['load', 35, 135, 4],
  ]);
});

/** Calls drawn as rows, each called by one before it. */
const drawn = fc
  .array(fc.record({ name: fc.constantFrom('a', 'bb', 'ccc', 'dddd'), size: fc.nat(100), by: fc.nat(1_000) }), {
    maxLength: 30,
  })
  .map((rows): Drawn => {
    type Growing = { name: string; size: number; children: Growing[] };
    const calls: Growing[] = [{ name: 'main', size: 0, children: [] }];
    for (const { name, size, by } of rows) {
      const call = { name, size, children: [] };
      calls[by % calls.length]?.children.push(call);
      calls.push(call);
    }
    return calls[0] ?? { name: 'main', size: 0 };
  });

test('own sizes add up to the whole, and nobody has more than the whole', () => {
  fc.assert(
    fc.property(drawn, (head) => {
      const { rows, totalSize } = allocationRows(samplingProfile(profileText(head)), 100);
      expect(rows.reduce((sum, { selfSize }) => sum + selfSize, 0)).toBe(totalSize);
      for (const row of rows) expect(row.totalSize).toBeLessThanOrEqual(totalSize);
    }),
  );
});

test('what is no profile is refused with the reason', () => {
  expect(() => samplingProfile('{"head"')).toThrow(new NotAProfile('it is no valid JSON'));
  expect(() => samplingProfile('{"nodes":[]}')).toThrow(new NotAProfile('it has no tree of calls'));
});
