import { describe, expect, test } from 'vitest';
import { findingRow, stillCosts } from '../../src/format/findingRow.ts';
import { findingStates, type Finding } from '../../src/protocol/findings.ts';
import { madeFinding, madeProof } from '../analysis/findings/madeFinding.ts';

const growth = (rule: string, per?: string): Finding =>
  madeFinding({
    rule,
    evidence: [{ name: 'retained size gained', value: 1_480, unit: 'bytes', ...(per === undefined ? {} : { per }) }],
  });

describe('the row of a finding', () => {
  test('a proven one says its gain, one that was verified what was measured last', () => {
    const proven = madeFinding({ state: 'proven', proof: madeProof() });
    expect(findingRow(proven)).toEqual({
      title: 'Missing index on agent_events (thread, created_at)',
      gain: '97x (88–104)',
      state: 'proven',
      place: 'store.ts:41',
    });
    const verification = madeProof({ ratio: 91, interval: [80, 99] });
    expect(findingRow({ ...proven, state: 'verified', verification }).gain).toBe('91x (80–99)');
  });

  test('a proof that decided nothing is no gain: what would be saved is said', () => {
    const undecided = madeFinding({ confidence: 'likely', proof: madeProof({ isDecided: false }) });
    expect(findingRow(undecided)).toMatchObject({ gain: '\u221283.2 ms per query', state: 'not proven' });
    expect(findingRow(madeFinding({ saving: null })).gain).toBe('');
  });

  test('more work in a second is said with a plus, though it is saved', () => {
    const saving = { name: 'throughput gained', value: 25.7, unit: 'perSecond' } as const;
    expect(findingRow(madeFinding({ saving })).gain).toBe('+25.7 /s');
  });

  test('what grows is said with a plus', () => {
    expect(findingRow(growth('leak', 'turn'))).toMatchObject({ gain: '+1.48 KB per turn', state: 'measured' });
    expect(findingRow(growth('heap-growth')).gain).toBe('+1.48 KB');
  });

  test('what is set aside, gone or mended costs nothing', () => {
    expect(findingStates.filter((state) => stillCosts({ state }))).toEqual(['new', 'proven', 'applied']);
  });

  test('every state has its word, and a place of any system its short name', () => {
    const words = findingStates.map((state) => findingRow(madeFinding({ state })).state);
    expect(words).toEqual(['measured', 'proven', 'applied', 'verified', 'dismissed', 'gone']);
    const placeOf = (file: string) => findingRow(madeFinding({ place: { file, line: 3, column: 1 } })).place;
    expect([placeOf('C:\\agents\\store.ts'), placeOf('/a/store.ts')]).toEqual(['store.ts:3', 'store.ts:3']);
    expect(findingRow(madeFinding({ place: null })).place).toBe('');
  });
});
