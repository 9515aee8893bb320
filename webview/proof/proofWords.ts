import type { Finding } from '../../src/protocol/findings.ts';
import type { Proof } from '../../src/protocol/proofs.ts';
import { gainText } from '../../src/format/figures.ts';

/** What a proof says: a gain, a loss, or neither. */
export type Verdict = 'gain' | 'loss' | 'none';

export function verdictOfProof({ isDecided, ratio }: Proof): Verdict {
  if (!isDecided) return 'none';
  return ratio > 1 ? 'gain' : 'loss';
}

const excludesOne = ([low, high]: readonly [low: number, high: number]) => low > 1 || high < 1;

/** What a proof says, in a few words: `97x (88–104)`, `no gain measured: 1.02x (0.97–1.06)`. */
export function proofWords(proof: Proof): string {
  const { sameAgain } = proof;
  const figures = gainText(proof);
  switch (verdictOfProof(proof)) {
    case 'gain':
      return figures;
    case 'loss':
      return `a loss: ${figures}`;
    case 'none':
      if (sameAgain !== null && isNoise(proof)) {
        return `not decided: the same against itself gave ${gainText(sameAgain)}`;
      }
      return `no gain measured: ${figures}`;
  }
}

/** What a proof says of a change whose gain is elsewhere: where runs take as long, that is what was to be shown. */
function provenWords(proof: Proof): string {
  return verdictOfProof(proof) === 'none' && !isNoise(proof) ? `no difference: ${gainText(proof)}` : proofWords(proof);
}

/** `proven 97x (88–104)`, `proven, no difference: 1.01x (0.98–1.04)`. */
function joined(state: string, proof: Proof): string {
  return `${state}${verdictOfProof(proof) === 'gain' ? '' : ','} ${provenWords(proof)}`;
}

/** True where the same against itself differs: then nothing is claimed. */
export function isNoise({ sameAgain }: Proof): boolean {
  return sameAgain !== null && excludesOne(sameAgain.interval);
}

/** The proof that counts now: the newer one, once the change was applied. */
export function newestProof({ proof, verification }: Finding): Proof | undefined {
  return verification ?? proof;
}

const confidenceWords = { measured: 'measured', likely: 'likely', possible: 'not proven yet' } as const;
const reasonWords = (state: string, reason: string | undefined) =>
  reason === undefined ? state : `${state}: ${reason}`;

/** Where a finding stands, in a few words: `proven 97x (88–104)`, `applied, not verified yet`. */
export function stateWords(finding: Finding): string {
  const { proof, verification, state } = finding;
  switch (state) {
    case 'new':
      if (proof !== undefined) return proofWords(proof);
      return finding.advice === undefined ? confidenceWords[finding.confidence] : 'not proven yet';
    case 'proven':
      return proof === undefined ? 'proven' : joined('proven', proof);
    case 'applied':
      return 'applied, not verified yet';
    case 'verified':
      return verification === undefined ? 'verified' : joined('verified', verification);
    case 'dismissed':
    case 'gone':
      return reasonWords(state, finding.stateReason);
  }
}
