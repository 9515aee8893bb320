import { html, nothing, type TemplateResult } from 'lit';
import type { Evidence } from '../../src/protocol/findings.ts';
import type { Proof, ProofRow } from '../../src/protocol/proofs.ts';
import type { Unit } from '../../src/protocol/units.ts';
import { milliseconds } from '../format/milliseconds.ts';
import { inWords, quantity, unknownMark } from '../format/quantity.ts';
import { ratioWords } from '../format/ratios.ts';

const words = (of: number, unit: Unit) => inWords(unit === 'ms' ? milliseconds(of) : quantity(of, unit));

const value = (of: number | null, { unit }: Pick<ProofRow, 'unit'>) =>
  html`<td class="q" title=${quantity(of, unit).exact}>${of === null ? unknownMark : words(of, unit)}</td>`;

function gainWords({ before, after, gain }: ProofRow): string {
  if (gain !== null) return ratioWords(gain);
  return before !== null && before === after ? 'same' : '';
}

function line(row: ProofRow): TemplateResult {
  return html`<tr>
    <th scope="row" title=${row.name}>${row.name}</th>
    ${value(row.before, row)}${value(row.after, row)}
    <td class="q">${gainWords(row)}</td>
  </tr>`;
}

function resultLine({ sameResult }: Proof): TemplateResult | typeof nothing {
  if (sameResult === null) return nothing;
  return html`<tr>
    <th scope="row">Result</th>
    <td></td>
    <td></td>
    <td class=${sameResult ? 'q' : 'q bad'}>${sameResult ? 'same' : 'differs'}</td>
  </tr>`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The figures of a proof before, after and as a gain; costs that have no before stand below. */
export function proofTable(
  proof: Proof,
  costs: readonly Evidence[],
  heads: readonly [before: string, after: string] = ['before', 'after'],
): TemplateResult {
  const median: ProofRow = {
    name: proof.unit === 'ms' ? `Median of ${proof.pairs} runs` : capital(proof.metric),
    unit: proof.unit,
    before: proof.before,
    after: proof.after,
    gain: proof.isDecided ? proof.ratio : null,
  };
  const known = new Set(proof.rows.map(({ name }) => name));
  const costRows = costs
    // What `insert of 2000 more rows` costs is the difference of a row that stands here already.
    .filter(({ name }) => !known.has(name) && !known.has(name.replace(/ more rows$/, ' rows')))
    .map(({ name, unit, value: after }): ProofRow => ({ name: capital(name), unit, before: null, after, gain: null }));
  return html`<table class="facts">
    <thead>
      <tr>
        <th><span class="spoken">figure</span></th>
        <th scope="col">${heads[0]}</th>
        <th scope="col">${heads[1]}</th>
        <th scope="col">gain</th>
      </tr>
    </thead>
    <tbody>
      ${line(median)} ${resultLine(proof)} ${proof.rows.map((row) => line({ ...row, name: capital(row.name) }))}
      ${costRows.map(line)}
    </tbody>
  </table>`;
}
