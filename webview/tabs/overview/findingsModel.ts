import { html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../../../src/protocol/findings.ts';
import { change, inWords, quantity } from '../../format/quantity.ts';
import { placeName } from '../../format/placeName.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { action, figure, placeLink } from '../../widgets/cells.ts';
import { icon } from '../../widgets/icons.ts';
import { asSentence, piecesOf, sentence } from '../../widgets/sentence.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { findingActs, isLeak, showSubject } from '../../proof/findingActs.ts';
import { stateWords } from '../../proof/proofWords.ts';
import { limitWords } from '../memory/huntFacts.ts';
import { costOf, costWords, isOpen } from './overviewAnswer.ts';

/** How bad it is; a check where it is mended. */
function signOf({ severity, state }: Finding): TemplateResult {
  return state === 'verified' ? icon('check', 'verified') : icon(severity, severity);
}

function costCell(finding: Finding): unknown {
  const cost = costOf(finding);
  if (cost === null) return figure(quantity(null, 'count'), 'nothing was measured');
  const value = change(cost.value, cost.unit);
  const unit = cost.per === undefined ? value.unit : `${value.unit}/${cost.per}`;
  return figure({ ...value, unit }, `${cost.name}: ${value.exact}${cost.per === undefined ? '' : ` per ${cost.per}`}`);
}

/** The one thing to do next; what else there is stands below the open row. */
function act(finding: Finding, store: PanelStore): unknown {
  const [first] = findingActs(finding, store);
  return first === undefined ? nothing : action(first.words, first.run, true);
}

function columns(store: PanelStore): readonly Column<Finding>[] {
  const title = (finding: Finding) => sentence(piecesOf(finding.title), (place) => store.openPlace(place));
  return [
    {
      id: 'finding',
      head: 'Finding',
      width: 'minmax(0,1fr)',
      cell: (finding) => html`${signOf(finding)} &nbsp;${title(finding)}`,
      value: ({ title: text }) => text,
    },
    {
      id: 'cost',
      head: 'Cost',
      width: '116px',
      align: 'right',
      cell: (finding) => html`<span .style=${'--uw:7ch'}>${costCell(finding)}</span>`,
      value: (finding) => costOf(finding)?.value ?? null,
    },
    {
      id: 'proof',
      head: 'Proof',
      width: 'minmax(112px,176px)',
      from: 720,
      cell: (finding) => {
        const words = proofCellWords(finding);
        return html`<span class=${finding.proof === undefined ? 'dim' : ''} title=${words}>${words}</span>`;
      },
      value: proofCellWords,
    },
    {
      id: 'place',
      head: 'Place',
      width: '108px',
      cell: (finding) =>
        finding.place === null
          ? html`<span class="dim" title=${finding.placeReason ?? 'no place is known'}>—</span>`
          : placeLink(finding.place, (place) => store.openPlace(place)),
      value: ({ place }) => (place === null ? null : `${place.file}:${place.line}`),
    },
    { id: 'action', head: '', width: '96px', from: 640, cell: (finding) => act(finding, store) },
  ];
}

function under(finding: Finding, store: PanelStore): TemplateResult {
  const separator = html` <span class="dim">›</span> `;
  const held = finding.retainedBy ?? [];
  return html`${
      held.length === 0
        ? nothing
        : html`<div>
            held by
            ${[...held].reverse().map((name, index) => html`${index === 0 ? nothing : separator}<code>${name}</code>`)}
          </div>`
    }
    <div>
      ${finding.evidence.map(
        (one, index) =>
          html`${index === 0 ? nothing : html` <span class="dim">·</span> `}${one.name}
            <span class="q" title=${quantity(one.value, one.unit).exact}>${inWords(quantity(one.value, one.unit))}</span
            >${one.per === undefined ? nothing : ` per ${one.per}`}`,
      )}
    </div>
    <div class="dim">It would be wrong if ${lowerFirst(finding.disprovedBy)}</div>
    ${
      finding.advice === undefined
        ? nothing
        : html`<div>${sentence(piecesOf(asSentence(finding.advice.text)), () => undefined)}</div>`
    }
    <div>
      ${findingActs(finding, store).map(
        ({ words, run }, index) =>
          html`${index === 0 ? nothing : html` <span class="dim">·</span> `}${action(words, run)}`,
      )}
      ${
        isLeak(finding) || (finding.planId ?? finding.experimentId) === undefined
          ? nothing
          : html`<span class="dim">·</span>
              ${action(finding.planId === undefined ? 'Show Experiment' : 'Show Plan', () => showSubject(finding, store))}`
      }
    </div>`;
}

const lowerFirst = (text: string) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

/** Where it stands; for a leak with a forecast, how long there is. */
function proofCellWords(finding: Finding): string {
  const forecast = isLeak(finding) && finding.state === 'new' ? limitWords(finding) : '';
  return forecast === '' ? stateWords(finding) : forecast;
}

/** At 380 px a finding takes two lines: what, then cost, proof and place. */
function narrowCell(finding: Finding, store: PanelStore): TemplateResult {
  const cost = costWords(finding);
  return html`<span class="finding">
    ${signOf(finding)}
    <span class="what">${sentence(piecesOf(finding.title), (place) => store.openPlace(place))}</span>
    <span class="rest dim">${[cost, proofCellWords(finding)].filter((text) => text !== '').join(' · ')}</span>
    <span class="at">${placeLink(finding.place, (place) => store.openPlace(place))}</span>
  </span>`;
}

/** The list of findings under a filter, in the order of the host. `reveal` is the one to be opened. */
export function findingsModel(
  findings: readonly Finding[],
  filter: string,
  store: PanelStore,
  reveal?: string,
): GridModel {
  const wanted = filter.toLowerCase();
  const rows = findings.filter((finding) =>
    `${finding.title} ${finding.rule} ${finding.place === null ? '' : placeName(finding.place)}`
      .toLowerCase()
      .includes(wanted),
  );
  return gridModel<Finding>({
    label: 'Findings',
    columns: columns(store),
    source: localRows(rows),
    keyOf: ({ findingId }) => findingId,
    under: (finding) => under(finding, store),
    onOpen: (finding) => {
      if (finding.place !== null) store.openPlace(finding.place);
      else showSubject(finding, store);
    },
    isQuiet: (finding) => !isOpen(finding) || (finding.confidence === 'possible' && finding.proof === undefined),
    ...(reveal === undefined ? {} : { reveal }),
    narrow: { below: 520, cell: (finding) => narrowCell(finding, store) },
    empty: filter === '' ? 'Nothing found yet.' : `No finding has “${filter}” in it.`,
  });
}
