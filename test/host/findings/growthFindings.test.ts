import { describe, expect, test } from 'vitest';
import { growthFindings, type Comparison } from '../../../src/host/findings/growthFindings.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import type { ClassDiffRow, GrowthRow } from '../../../src/protocol/heapRows.ts';
import type { Place } from '../../../src/protocol/places.ts';

const capture = (captureId: string, takenAt: number): Capture => ({
  captureId,
  kind: 'heapSnapshot',
  label: captureId,
  file: `/captures/${captureId}`,
  fileBytes: 1,
  takenAt,
  way: 'inspector',
  targetId: 't1',
  targetName: 'gateway',
});
const place = (file: string, line: number, symbol: string): Place => ({ file, line, column: 1, symbol });
const container = (name: string, sizeDelta: number, at: Place | null): GrowthRow => ({
  nodeId: 7,
  container: `Map (table) ${name}`,
  owner: 'module gateway.ts',
  expression: name,
  countDelta: 12,
  sizeDelta,
  retainedSize: sizeDelta * 2,
  path: `(GC roots) › gateway.ts › ${name}`,
  location: null,
  place: at,
});
const grownClass = (name: string, sizeDelta: number, at: Place | null): ClassDiffRow => ({
  classKey: name,
  name,
  location: null,
  place: at,
  addedCount: 20,
  removedCount: 8,
  countDelta: 12,
  addedSize: sizeDelta,
  removedSize: 0,
  sizeDelta,
  nodeId: 9,
});

const comparison = (growth: readonly GrowthRow[], classes: readonly ClassDiffRow[] = []): Comparison => ({
  before: capture('s1', 1_000),
  after: capture('s2', 61_000),
  growth,
  classes,
  heapBytes: 100_000_000,
  sizeDelta: 4_000_000,
});
const titles = (given: Comparison) => growthFindings(given, 5).map(({ title }) => title);

describe('what grew between two snapshots', () => {
  test('a container becomes a finding with its numbers, its place and its path', () => {
    const at = place('/app/gateway.ts', 3, 'sessions');
    const [finding] = growthFindings(comparison([container('sessions', 2_000_000, at)]), 5);
    expect(finding).toMatchObject({
      rule: 'heap-growth',
      title: 'Map (table) sessions of module gateway.ts grew',
      severity: 'warning',
      place: at,
      confidence: 'possible',
      state: 'new',
      foundAt: 5,
      targetId: 't1',
      program: 'gateway',
      savingShare: 0.5,
      diff: { before: 's1', after: 's2', nodeId: 7 },
      retainedBy: ['sessions', 'gateway.ts', '(GC roots)'],
    });
    expect(finding.evidence).toEqual([
      { name: 'retained size gained', value: 2_000_000, unit: 'bytes' },
      { name: 'elements gained', value: 12, unit: 'count' },
      { name: 'retained size', value: 4_000_000, unit: 'bytes' },
      { name: 'time between the snapshots', value: 60_000, unit: 'ms' },
    ]);
  });

  test('the same thing found again has the same id, another program or place another', () => {
    const at = place('/app/gateway.ts', 3, 'sessions');
    const idOf = (given: Comparison) => growthFindings(given, 5)[0]?.findingId;
    const first = idOf(comparison([container('sessions', 2_000, at)]));
    expect(idOf(comparison([container('sessions', 9_000, { ...at, line: 8 })]))).toBe(first);
    expect(idOf(comparison([container('sessions', 2_000, place('/b.ts', 3, 'sessions'))]))).not.toBe(first);
    const other = comparison([container('sessions', 2_000, at)]);
    expect(idOf({ ...other, after: { ...other.after, targetName: 'worker' } })).not.toBe(first);
  });

  test('containers of the own source come first, then its classes, then what has no line', () => {
    expect(
      titles(
        comparison(
          [
            container('hidden', 900_000, null),
            container('packaged', 800_000, place('/app/node_modules/p/i.js', 1, 'p')),
            container('small', 5_000, place('/app/a.ts', 1, 'small')),
            container('large', 700_000, place('/app/a.ts', 9, 'large')),
          ],
          [grownClass('Session', 50_000, place('/app/a.ts', 20, 'Session'))],
        ),
      ),
    ).toEqual([
      'Map (table) large of module gateway.ts grew',
      'Map (table) small of module gateway.ts grew',
      'Session has more instances',
      'Map (table) hidden of module gateway.ts grew',
      'Map (table) packaged of module gateway.ts grew',
    ]);
  });

  test('noise, what shrank, and classes of others are left out', () => {
    const at = place('/app/a.ts', 1, 'a');
    expect(
      titles(
        comparison(
          [container('noise', 500, at), { ...container('gone', 5_000, at), countDelta: 0 }],
          [grownClass('Buffer', 90_000, null), grownClass('Pooled', 90_000, place('/app/node_modules/p/i.js', 1, 'P'))],
        ),
      ),
    ).toEqual([]);
  });

  test('a class on the line of a named container is not named again', () => {
    const at = place('/app/a.ts', 1, 'a');
    expect(titles(comparison([container('a', 5_000, at)], [grownClass('A', 4_000, at)]))).toHaveLength(1);
  });

  test('small growth is information, much of it or much of the heap a warning', () => {
    const at = place('/app/a.ts', 1, 'a');
    const severity = (sizeDelta: number, heapBytes: number) =>
      growthFindings({ ...comparison([container('a', sizeDelta, at)]), heapBytes }, 5)[0]?.severity;
    expect(severity(5_000, 100_000_000)).toBe('info');
    expect(severity(5_000, 400_000)).toBe('warning');
    expect(severity(300_000, 1_000_000_000)).toBe('warning');
  });

  test('one that holds more than the whole heap gained saves all of it; of a heap that shrank no share is told', () => {
    const at = place('/app/a.ts', 1, 'a');
    const shareOf = (sizeDelta: number) =>
      growthFindings({ ...comparison([container('a', 5_000_000, at)]), sizeDelta }, 5)[0]?.savingShare;
    expect([shareOf(4_000_000), shareOf(-10)]).toEqual([1, undefined]);
  });

  test('each without a place says why', () => {
    const given = comparison([container('m', 9_000, null)]);
    expect(growthFindings(given, 5)[0]?.placeReason).toMatch(/\w+\.$/);
    const [first] = growthFindings({ ...given, after: { ...given.after, way: 'import' } }, 5);
    expect(first?.placeReason).toBe('The file does not say where its scripts are.');
  });
});
