import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Finding } from '../../src/protocol/findings.ts';
import type { Proof } from '../../src/protocol/proofs.ts';
import { fullMoment } from '../format/moments.ts';
import { gainText } from '../../src/format/figures.ts';
import type { PanelStore } from '../store/panelStore.ts';
import { icon, type IconName } from '../widgets/icons.ts';
import { asSentence } from '../widgets/sentence.ts';
import { changeView } from './changeText.ts';
import { findingActs } from './findingActs.ts';
import { proofRuns } from './proofRuns.ts';
import { proofTable } from './proofTable.ts';
import { newestProof, proofWords, stateWords, verdictOfProof } from './proofWords.ts';

/** How a proof was measured, in sentences. */
export function methodWords(proof: Proof): string {
  const { sameAgain } = proof;
  const same = sameAgain === null ? '' : ` A/A ${gainText(sameAgain)}.`;
  return `${asSentence(proof.method)}${same} ${asSentence(proof.machine)} Measured ${fullMoment(proof.provenAt)}.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What a card says on top, and its sign. */
function headOf(finding: Finding): { readonly sign: IconName; readonly words: string } {
  const proof = newestProof(finding);
  const words = capital(stateWords(finding));
  switch (finding.state) {
    case 'new':
      return { sign: proof === undefined ? 'info' : signOf(proof), words };
    case 'proven':
      return {
        // No difference in time is what a smaller pool is to show.
        sign: proof === undefined ? 'info' : verdictOfProof(proof) === 'loss' ? 'warning' : 'check',
        words: proof === undefined || verdictOfProof(proof) !== 'gain' ? words : `Proven: ${proofWords(proof)}`,
      };
    case 'applied':
      return { sign: 'info', words };
    case 'verified':
      return {
        sign: proof === undefined ? 'check' : signOf(proof),
        words: proof === undefined || verdictOfProof(proof) !== 'gain' ? words : `Verified: ${proofWords(proof)}`,
      };
    case 'dismissed':
    case 'gone':
      return { sign: 'info', words };
  }
}

function signOf(proof: Proof): IconName {
  const signs = { gain: 'check', loss: 'warning', none: 'info' } as const;
  return signs[verdictOfProof(proof)];
}

const signNames: Partial<Record<IconName, string>> = { check: 'proven', warning: 'warning', info: 'note' };

function provenBefore({ proof, verification }: Finding): TemplateResult | typeof nothing {
  if (proof === undefined || verification === undefined) return nothing;
  return html`<p class="why">Proven before it was applied: ${proofWords(proof)}.</p>`;
}

/** Buttons of a card; one at most is the main one. */
function buttons(finding: Finding, store: PanelStore): TemplateResult {
  return html`<div class="actions">
    ${findingActs(finding, store).map(
      ({ words, run, isMain }, index) =>
        html`<vscode-button ?secondary=${isMain !== true || index > 0} @click=${run}>${words}</vscode-button>`,
    )}
  </div>`;
}

/** What the place of a card adds to it: a title of its own, and names for before and after. */
export type CardAbout = { readonly title?: string; readonly heads?: readonly [before: string, after: string] };

/** The proof of a finding: state, change, runs, figures, what can be done, and how it was measured. */
export function proofCard(finding: Finding, store: PanelStore, about: CardAbout = {}): TemplateResult {
  const proof = newestProof(finding);
  const { sign, words } = headOf(finding);
  const { advice } = finding;
  const isQuiet = finding.state === 'dismissed' || finding.state === 'gone';
  return html`<article class=${isQuiet ? 'card quiet' : 'card'} aria-label=${finding.title}>
    <h3>
      ${icon(sign, signNames[sign])}<span
        >${about.title === undefined ? words : `${about.title}: ${stateWords(finding)}`}</span
      >
    </h3>
    ${advice === undefined ? nothing : changeView(advice, (place) => store.openPlace(place))}
    ${proof === undefined || proof.runs.before.length + proof.runs.after.length === 0 ? nothing : proofRuns(proof, about.heads)}
    ${proof === undefined ? nothing : proofTable(proof, advice?.costs ?? [], about.heads)} ${buttons(finding, store)}
    ${(advice?.risks ?? []).map((risk) => html`<p class="why risk">${asSentence(risk)}</p>`)}
    ${proof === undefined ? nothing : html`<p class="why">${methodWords(proof)}</p>`} ${provenBefore(finding)}
    ${proof === undefined ? html`<p class="why">It would be wrong if ${lowerFirst(finding.disprovedBy)}</p>` : nothing}
  </article>`;
}

const lowerFirst = (text: string) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
