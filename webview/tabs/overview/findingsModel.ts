import { html, nothing, type TemplateResult } from 'lit';
import type { Evidence, Finding } from '../../../src/protocol/findings.ts';
import { change, inWords, quantity } from '../../format/quantity.ts';
import { placeName } from '../../format/placeName.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { action, figure, placeLink } from '../../widgets/cells.ts';
import { icon } from '../../widgets/icons.ts';
import { piecesOf, sentence } from '../../widgets/sentence.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { costWords } from './overviewAnswer.ts';

const confidenceWords = { measured: 'measured', likely: 'likely', possible: 'not proven yet' } as const;

function proofWords(finding: Finding): string {
  return finding.state === 'new' ? confidenceWords[finding.confidence] : finding.state;
}

function costCell(cost: Evidence | undefined): unknown {
  if (cost === undefined) return figure(quantity(null, 'count'), 'nothing was measured');
  const value = change(cost.value, cost.unit);
  const unit = cost.per === undefined ? value.unit : `${value.unit}/${cost.per}`;
  return figure({ ...value, unit });
}

function act(finding: Finding, store: PanelStore): unknown {
  const { diff } = finding;
  if (diff === null || diff === undefined) return nothing;
  return action('Show Diff', () => showDiff(finding, store), true);
}

function showDiff({ diff }: Finding, store: PanelStore): void {
  if (diff === null || diff === undefined) return;
  const { before, after, nodeId } = diff;
  store.show({ tab: 'memory', diff: { before, after, ...(nodeId === null ? {} : { nodeId }) } });
}

function columns(store: PanelStore): readonly Column<Finding>[] {
  const title = (finding: Finding) => sentence(piecesOf(finding.title), (place) => store.openPlace(place));
  return [
    {
      id: 'finding',
      head: 'Finding',
      width: 'minmax(0,1fr)',
      cell: (finding) => html`${icon(finding.severity, finding.severity)} &nbsp;${title(finding)}`,
      value: ({ title: text }) => text,
    },
    {
      id: 'cost',
      head: 'Cost',
      width: '116px',
      align: 'right',
      cell: (finding) => html`<span .style=${'--uw:7ch'}>${costCell(finding.saving ?? finding.evidence[0])}</span>`,
      value: (finding) => (finding.saving ?? finding.evidence[0])?.value ?? null,
    },
    {
      id: 'proof',
      head: 'Proof',
      width: '112px',
      from: 720,
      cell: (finding) => html`<span class="dim">${proofWords(finding)}</span>`,
      value: proofWords,
    },
    {
      id: 'place',
      head: 'Place',
      width: 'minmax(92px,136px)',
      cell: (finding) =>
        finding.place === null
          ? html`<span class="dim" title=${finding.placeReason ?? 'no place is known'}>—</span>`
          : placeLink(finding.place, (place) => store.openPlace(place)),
      value: ({ place }) => (place === null ? null : `${place.file}:${place.line}`),
    },
    { id: 'action', head: '', width: '68px', from: 640, cell: (finding) => act(finding, store) },
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
    <div>
      ${finding.diff === undefined ? nothing : html`${action('Show Diff', () => showDiff(finding, store))} <span class="dim">·</span> `}
      ${action('Dismiss', () => dismiss(finding, store))}
    </div>`;
}

const lowerFirst = (text: string) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

function dismiss(finding: Finding, store: PanelStore): void {
  // A host that is gone is told by the pipe's state; the finding stays where it is.
  store.client.value
    ?.request('findings/dismiss', { findingId: finding.findingId, reason: 'dismissed in the panel' })
    .catch(() => undefined);
}

/** At 380 px a finding takes two lines: what, then cost, proof and place. */
function narrowCell(finding: Finding, store: PanelStore): TemplateResult {
  const cost = costWords(finding);
  return html`<span class="finding">
    ${icon(finding.severity, finding.severity)}
    <span class="what">${sentence(piecesOf(finding.title), (place) => store.openPlace(place))}</span>
    <span class="rest dim">${[cost, proofWords(finding)].filter((text) => text !== '').join(' · ')}</span>
    <span class="at">${placeLink(finding.place, (place) => store.openPlace(place))}</span>
  </span>`;
}

/** The list of findings under a filter. */
export function findingsModel(findings: readonly Finding[], filter: string, store: PanelStore): GridModel {
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
      else showDiff(finding, store);
    },
    isQuiet: ({ confidence }) => confidence === 'possible',
    narrow: { below: 520, cell: (finding) => narrowCell(finding, store) },
    empty: filter === '' ? 'Nothing found yet.' : `No finding has “${filter}” in it.`,
  });
}
