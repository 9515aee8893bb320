import { html, nothing } from 'lit';
import type { Experiment } from '../../../src/protocol/experiments.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { ago, fullMoment } from '../../format/moments.ts';
import { placeName } from '../../format/placeName.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { findingActs } from '../../proof/findingActs.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { action, figure, placeLink } from '../../widgets/cells.ts';
import { icon } from '../../widgets/icons.ts';
import { piecesOf, plainText, sentence } from '../../widgets/sentence.ts';

/** The sign of a verdict; what is not decided has none, and stands in grey. */
export function verdictIcon(verdict: Experiment['verdict']): unknown {
  switch (verdict) {
    case 'better':
      return icon('check', 'better');
    case 'worse':
      return icon('warning', 'worse');
    case 'no difference':
      return icon('info', 'no difference');
    case 'not decided':
      return html`<span class="icon" role="img" aria-label="not decided"></span>`;
  }
}

function columns(
  store: PanelStore,
  findings: ReadonlyMap<string, Finding>,
  now: EpochMs,
): readonly Column<Experiment>[] {
  const act = ({ findingId }: Experiment) => {
    const finding = findingId === null ? undefined : findings.get(findingId);
    const first = finding === undefined ? undefined : findingActs(finding, store)[0];
    return first === undefined ? nothing : action(first.words, first.run, true);
  };
  return [
    {
      id: 'experiment',
      head: 'Experiment',
      width: 'minmax(0,1fr)',
      cell: ({ verdict, title }) =>
        html`${verdictIcon(verdict)} &nbsp;${sentence(piecesOf(title), (place) => store.openPlace(place))}`,
      value: ({ title }) => plainText(piecesOf(title)),
    },
    {
      id: 'place',
      head: 'Place',
      width: '96px',
      from: 640,
      cell: ({ place }) => placeLink(place, (at) => store.openPlace(at)),
      value: ({ place }) => (place === null ? null : `${place.file}:${place.line}`),
    },
    { id: 'runs', head: 'Runs', width: '84px', from: 760, cell: ({ runs }) => runs, value: ({ runs }) => runs },
    {
      id: 'took',
      head: 'Took',
      width: '72px',
      align: 'right',
      from: 720,
      cell: ({ startedAt, endedAt }) => figure(quantity(endedAt - startedAt, 'ms', 2)),
      value: ({ startedAt, endedAt }) => endedAt - startedAt,
    },
    {
      id: 'when',
      head: 'When',
      width: '84px',
      from: 960,
      cell: ({ endedAt }) => html`<span class="dim" title=${fullMoment(endedAt)}>${ago(endedAt, now)}</span>`,
      value: ({ endedAt }) => fullMoment(endedAt),
    },
    {
      id: 'answer',
      head: 'Answer',
      width: 'minmax(112px,176px)',
      cell: ({ answer }) => html`<span title=${answer}>${answer}</span>`,
      value: ({ answer }) => answer,
    },
    { id: 'action', head: '', width: '104px', from: 640, cell: act },
  ];
}

/** The list of experiments under a filter, the newest first. */
export function experimentsModel(
  experiments: readonly Experiment[],
  about: {
    readonly findings: readonly Finding[];
    readonly filter: string;
    readonly chosen: string | null;
    readonly now: EpochMs;
  },
  store: PanelStore,
): GridModel {
  const wanted = about.filter.trim().toLowerCase();
  const findings = new Map(about.findings.map((finding) => [finding.findingId, finding]));
  const rows = experiments
    .filter(({ title, place, answer }) =>
      `${title} ${answer} ${place === null ? '' : placeName(place)}`.toLowerCase().includes(wanted),
    )
    .toSorted((a, b) => b.endedAt - a.endedAt);
  return gridModel<Experiment>({
    label: 'Experiments',
    columns: columns(store, findings, about.now),
    source: localRows(rows),
    keyOf: ({ experimentId }) => experimentId,
    onOpen: ({ experimentId }) => store.show({ tab: 'experiments', experimentId }),
    isQuiet: ({ verdict }) => verdict === 'not decided' || verdict === 'no difference',
    ...(about.chosen === null ? {} : { chosen: about.chosen }),
    empty: `No experiment has “${about.filter}” in it.`,
  });
}

/** How long an experiment took, in words. */
export function tookWords({ startedAt, endedAt }: Experiment): string {
  return inWords(quantity(endedAt - startedAt, 'ms', 2));
}
