import type { Evidence, Finding } from '../protocol/findings.ts';
import type { LeakHunt } from '../protocol/hunts.ts';
import { changeText } from './figures.ts';
import { placeText } from './findingRow.ts';

/** `+1.48 KB per turn`, as it was measured first; empty where nothing was. */
const growthText = ([grown]: readonly Evidence[]): string => (grown === undefined ? '' : changeText(grown));

function culpritText({ title, evidence, place }: Finding): string {
  const parts = [title, growthText(evidence), place === null ? '' : `at ${placeText(place)}`];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}

/**
 * What a hunt says, in a line: who leaks, how much and where, else its reason. `found` are the findings that it made, and
 * `before` the one that it was to disprove: then what was measured before the change is said too.
 */
export function huntVerdict(
  { verdict, targetName, reason }: LeakHunt,
  found: readonly Finding[],
  before: Finding | undefined,
): string {
  const grown = before === undefined ? '' : growthText(before.evidence);
  const was = grown === '' ? '' : ` Before: ${grown}.`;
  const [culprit] = found;
  switch (verdict) {
    case 'leak':
      return `${targetName} ${before === undefined ? 'leaks' : 'still leaks'}: ${culprit === undefined ? reason : culpritText(culprit)}${was}`;
    case 'no-leak':
      return `${targetName} does not leak${before === undefined ? '' : ' any more'}: ${reason}${was}`;
    case 'unsure':
      return `Not sure whether ${targetName} leaks: ${reason}${was}`;
  }
}
