import { describe, expect, test } from 'vitest';
import { noLongerGrows } from '../../../src/host/findings/noLongerGrows.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import { madeFinding } from '../../analysis/findings/madeFinding.ts';

const capture: Capture = {
  captureId: 'c2',
  kind: 'heapSnapshot',
  label: 'snapshot 2',
  file: '/c2',
  fileBytes: 1,
  takenAt: 200,
  way: 'inspector',
};
const place = { file: '/app/a.ts', line: 3, column: 1, symbol: 'sessions' };
const leak = madeFinding({ findingId: 'leak', rule: 'leak', program: 'gateway', place, foundAt: 250 });
const isGone = (
  finding: Finding,
  grown: readonly Finding[] = [],
  seenUntil = 300,
  kind: 'hunt' | 'comparison' = 'hunt',
) =>
  noLongerGrows({ kind, program: 'gateway', seenUntil, grown, reason: 'no growth' }, { list: () => [capture] }).isOf(
    finding,
  );

describe('what no longer grows', () => {
  test('two snapshots do not end what a hunt measured over many cycles', () => {
    expect(isGone(leak, [], 300, 'comparison')).toBe(false);
    expect(isGone({ ...leak, rule: 'heap-growth' }, [], 300, 'comparison')).toBe(true);
  });

  test('growth of the same program, by whichever rule it was found', () => {
    expect(isGone(leak)).toBe(true);
    expect(isGone({ ...leak, rule: 'heap-growth' })).toBe(true);
    expect(isGone({ ...leak, rule: 'missing-index' })).toBe(false);
    expect(isGone({ ...leak, program: 'worker' })).toBe(false);
  });

  test('what grew again at the same place, or is the same thing, is not gone', () => {
    expect(isGone(leak, [madeFinding({ findingId: 'other', place: { ...place, line: 9 } })])).toBe(false);
    expect(isGone(leak, [madeFinding({ findingId: 'leak', place: null })])).toBe(false);
    expect(isGone(leak, [madeFinding({ findingId: 'other', place: null })])).toBe(true);
  });

  test('a look that ended before the finding was measured says nothing of it', () => {
    expect(isGone(leak, [], 240)).toBe(false);
    const ofSnapshot = { ...leak, diff: { before: 'c1', after: 'c2', nodeId: null } };
    expect(isGone(ofSnapshot, [], 240)).toBe(true);
    expect(isGone(ofSnapshot, [], 200)).toBe(false);
  });
});
