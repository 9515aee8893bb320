import { describe, expect, test } from 'vitest';
import { hoverOf } from '../../../src/host/editor/findingHover.ts';
import {
  actionsOf,
  diagnosticOf,
  lensesOf,
  markOf,
  type PlacedFinding,
} from '../../../src/host/editor/findingViews.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import { madeAdvice, madeFinding, madeProof } from '../../analysis/findings/madeFinding.ts';

const migration = { kind: 'newFile', file: '/app/001.sql', text: 'x' } as const;
const proven = madeFinding({
  state: 'proven',
  proof: madeProof(),
  planId: 'p1',
  advice: madeAdvice({ changes: [migration] }),
});
const applied: Finding = {
  ...proven,
  state: 'applied',
  applied: [{ change: migration, hashBefore: null, hashAfter: 'h' }],
};
const placed = (finding: Finding, isStale = false): PlacedFinding => ({
  finding,
  at: { line: 40, start: 2, end: 8, isStale },
});
const lenses = (finding: Finding, isStale = false) =>
  lensesOf(placed(finding, isStale)).map(({ command }) => [command?.title, command?.command, command?.arguments]);
const actions = (finding: Finding) => actionsOf(placed(finding), []).map(({ title }) => title);
const hover = (finding: Finding) => JSON.stringify(hoverOf([placed(finding)])?.contents);

describe('a finding with advice in the source', () => {
  test('proven, its lens says the gain, and leads to applying and to the plan', () => {
    const planView = { tab: 'queries', planId: 'p1', findingId: 'f' };
    expect(lenses(proven)).toEqual([
      ['97x (88–104) proven', 'pitstop.openPanel', [planView]],
      ['Apply…', 'pitstop.applyAdvice', ['f']],
      ['Show Plan', 'pitstop.openPanel', [planView]],
    ]);
    expect(actions(proven)).toEqual([
      'Apply: create index concurrently on agent_events (thread, created_at desc)',
      'Show the plan',
      'Dismiss this finding…',
    ]);
  });

  test('applied, it offers to verify and to undo, and the change itself is no reason for doubt', () => {
    expect(lenses(applied, true).map(([title]) => title)).toEqual([
      '97x (88–104) applied',
      'Verify…',
      'Undo',
      'Show Plan',
    ]);
    expect(actions(applied)).toContain('Undo what was applied');
    expect(diagnosticOf(placed(applied, true))).toMatchObject({ severity: 3 });
    expect(markOf(placed(applied, true))).toMatchObject({ text: '97x (88–104) applied', isStale: false });
  });

  test('verified, there is only the way back', () => {
    const verified: Finding = {
      ...applied,
      state: 'verified',
      verification: madeProof({ ratio: 91, interval: [80, 99] }),
    };
    expect(lenses(verified).map(([title]) => title)).toEqual(['91x (80–99) verified', 'Undo', 'Show Plan']);
  });

  test('not proven, it says what would be saved; without a change there is nothing to apply', () => {
    const pool = madeFinding({
      rule: 'pool-size',
      confidence: 'likely',
      saving: { name: 'connections', value: 16, unit: 'count' },
      experimentId: 'e1',
      advice: { text: 'Set the size to 4.', changes: [], effort: 'line', costs: [], risks: [] },
    });
    expect(lenses(pool).map(([title]) => title)).toEqual(['\u221216 not proven', 'Show Experiment']);
    expect(lenses({ ...pool, saving: null })[0]?.[0]).toBe(`${pool.title}: not proven`);
  });

  test('a leak that was hunted can be hunted again', () => {
    const leak = madeFinding({
      rule: 'leak',
      evidence: [{ name: 'heap gained', value: 1_480, unit: 'bytes', per: 'turn' }],
      diff: { before: 'a', after: 'b', nodeId: 7 },
    });
    expect(lenses(leak).map(([title]) => title)).toEqual(['+1.48 KB per turn', 'Re-hunt', 'Show Diff', 'Show Path']);
    expect(diagnosticOf(placed(leak)).message).toBe(`${leak.title}: +1.48 KB per turn`);
  });

  test('the diagnostic says gain and advice', () => {
    expect(diagnosticOf(placed(proven)).message).toBe(
      'Missing index on agent_events (thread, created_at): 97x (88–104) proven. Create the index on agent_events (thread, created_at desc).',
    );
  });

  test('the hover has advice, migration, proof and its noise, and links that carry them out', () => {
    const text = hover(proven);
    expect(text).toContain('create index concurrently');
    expect(text).toContain('| execution time | 84.1 ms | 0.870 ms | 97x (88–104) |');
    expect(text).toContain('| buffers | 3,851 | 12 | 321x |');
    expect(text).toContain('Same result. Against itself: 1.01x (0.97–1.04).');
    expect(text).toContain('size of the index 14.0 MB');
    expect(text).toContain('(command:pitstop.applyAdvice?');
    expect(hover({ ...proven, proof: madeProof({ isDecided: false }) })).toContain('| not decided |');
  });

  test('words of a server or a file stay words in the hover', () => {
    const text = hover({ ...proven, proof: madeProof({ machine: 'db [x](command:y) | <b>' }) });
    expect(text).not.toContain('[x](command:y)');
    expect(text).not.toMatch(/[^\\]<b>/);
  });
});
