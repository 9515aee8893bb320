import { describe, expect, test } from 'vitest';
import { inFindingOrder, savingPerEffort } from '../../../src/analysis/findings/findingOrder.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import { madeAdvice, madeFinding } from './madeFinding.ts';

const order = (findings: readonly Finding[]) => inFindingOrder(findings).map(({ findingId }) => findingId);
const named = (findingId: string, about: Partial<Finding>) => madeFinding({ findingId, ...about });

describe('the order of findings', () => {
  test('a click that saves little is before a change that saves a little more', () => {
    const click = named('click', { savingShare: 0.4, advice: madeAdvice({ effort: 'click' }) });
    const line = named('line', { savingShare: 0.6, advice: madeAdvice({ effort: 'line' }) });
    const change = named('change', { savingShare: 0.9, advice: madeAdvice({ effort: 'change' }) });
    expect(order([change, line, click])).toEqual(['click', 'line', 'change']);
    expect([click, line, change].map(savingPerEffort)).toEqual([0.4, 0.3, 0.225]);
  });

  test('states stand in groups: what is proven first, what is gone last', () => {
    const states = ['gone', 'dismissed', 'verified', 'applied', 'new', 'proven'] as const;
    expect(order(states.map((state) => named(state, { state, savingShare: 0.1 })))).toEqual([...states].toReversed());
    expect(order([named('much', { savingShare: 1 }), named('proven', { state: 'proven', savingShare: 0.1 })])).toEqual([
      'proven',
      'much',
    ]);
  });

  test('of the same saving the gravest is first, then the larger, then the newer', () => {
    const grave = named('grave', { severity: 'error', saving: null });
    const large = named('large', { saving: { name: 'n', value: 9_000, unit: 'bytes' } });
    const newer = named('newer', { foundAt: 2_000 });
    const older = named('older', {});
    expect(order([older, newer, large, grave])).toEqual(['grave', 'large', 'newer', 'older']);
  });

  test('the order does not depend on the order in which they come', () => {
    const findings = ['a', 'b', 'c', 'd'].map((id) => named(id, {}));
    expect(order(findings)).toEqual(order(findings.toReversed()));
  });
});
