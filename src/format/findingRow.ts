import type { Evidence, Finding, FindingState } from '../protocol/findings.ts';
import type { Place } from '../protocol/places.ts';
import type { Proof } from '../protocol/proofs.ts';
import { changeText, gainText } from './figures.ts';

/** The texts of a finding's row, the same in every list. Empty where there is nothing to say. */
export type FindingRow = {
  readonly title: string;
  /** `97x (88–104)` where it was proven or verified; what grows, or what would be saved, where it was not. */
  readonly gain: string;
  readonly state: string;
  readonly place: string;
};

/** Rules whose first evidence is what the program gains, unwanted. */
const growthRules: ReadonlySet<string> = new Set(['heap-growth', 'leak']);

const stateWords: Readonly<Record<Exclude<FindingState, 'new'>, string>> = {
  proven: 'proven',
  applied: 'applied',
  verified: 'verified',
  dismissed: 'dismissed',
  gone: 'gone',
};

/** True where a finding still costs: not set aside, not gone, and not seen to be mended. */
export const stillCosts = ({ state }: Pick<Finding, 'state'>): boolean =>
  state !== 'dismissed' && state !== 'gone' && state !== 'verified';

/** The measured gain that counts: after the change where that was measured, else before it. */
export function decidedProof({ verification, proof }: Finding): Proof | undefined {
  return [verification, proof].find((one) => one?.isDecided === true);
}

/** What would be saved, as a change: less of what costs, and more of what is done in a second. */
export function savedChange(saving: Evidence): Evidence {
  const value = Math.abs(saving.value);
  return { ...saving, value: saving.unit === 'perSecond' ? value : -value };
}

function gainOf(finding: Finding): string {
  const proof = decidedProof(finding);
  if (proof !== undefined) return gainText(proof);
  const { rule, evidence, saving } = finding;
  const [grown] = evidence;
  if (growthRules.has(rule)) return grown === undefined ? '' : changeText(grown);
  return saving === null ? '' : changeText(savedChange(saving));
}

/** The short name of a place: `gateway.ts:88`. */
export function placeText({ file, line }: Place): string {
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}

/** A finding's state in a word; a new one by how sure it is. */
export function stateText({ state, confidence }: Pick<Finding, 'state' | 'confidence'>): string {
  if (state !== 'new') return stateWords[state];
  return confidence === 'measured' ? 'measured' : 'not proven';
}

/** The row of a finding. */
export function findingRow(finding: Finding): FindingRow {
  return {
    title: finding.title,
    gain: gainOf(finding),
    state: stateText(finding),
    place: finding.place === null ? '' : placeText(finding.place),
  };
}
