import { html, nothing, svg, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../../charts/huntChart.ts';
import { drawnResources, hasSlopes, huntTrend, mainResource } from '../../charts/huntTrend.ts';
import type { Finding } from '../../../src/protocol/findings.ts';
import type { HuntSlope, LeakHunt, LeakResource } from '../../../src/protocol/hunts.ts';
import type { Job } from '../../../src/protocol/jobs.ts';
import { change, quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { findingActs } from '../../proof/findingActs.ts';
import { stateWords } from '../../proof/proofWords.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { action, figure, pick } from '../../widgets/cells.ts';
import { huntExtent, resourceNames, resourceUnit } from './huntFacts.ts';

const rate = (value: number, { resource }: HuntSlope) => figure(change(value, resourceUnit(resource)));

function slopeColumns(rehuntOf: LeakHunt['rehuntOf']): readonly Column<HuntSlope>[] {
  const column = (
    id: string,
    head: string,
    from: number,
    of: (slope: HuntSlope) => number | null,
    width = '84px',
  ): Column<HuntSlope> => ({
    id,
    head,
    width,
    from,
    align: 'right',
    cell: (slope) => {
      const value = of(slope);
      return value === null ? nothing : rate(value, slope);
    },
    value: of,
  });
  return [
    {
      id: 'resource',
      head: 'Resource',
      width: 'minmax(72px,1fr)',
      cell: ({ resource }) => resourceNames[resource],
      value: ({ resource }) => resourceNames[resource],
    },
    ...(rehuntOf === null
      ? []
      : [
          column('before', 'Before', 420, ({ resource }) =>
            resource === (rehuntOf.resource ?? 'heap') ? rehuntOf.lateBefore : null,
          ),
        ]),
    column('early', 'Early half', 420, ({ early }) => early),
    column('late', 'Late half', 0, ({ late }) => late),
    column('low', 'at least', 520, ({ lateInterval }) => lateInterval[0]),
    column('high', 'at most', 520, ({ lateInterval }) => lateInterval[1]),
    {
      id: 'bound',
      head: 'Noise',
      width: '84px',
      align: 'right',
      cell: (slope) =>
        figure(quantity(slope.bound, resourceUnit(slope.resource)), 'less than this cannot be told from noise'),
      value: ({ bound }) => bound,
    },
  ];
}

/** Growth of each resource for a unit of work, early and late. */
export function slopesModel(hunt: LeakHunt): GridModel {
  return gridModel<HuntSlope>({
    label: `Growth for each ${hunt.workUnit}`,
    columns: slopeColumns(hunt.rehuntOf),
    source: localRows(hunt.slopes),
    keyOf: ({ resource }) => resource,
    isQuiet: ({ late, bound }) => late <= bound,
    empty: 'No slope is known yet.',
  });
}

const dot = (kind: string) =>
  svg`<svg width="10" height="10" aria-hidden="true"><circle class=${`dot ${kind}`} cx="5" cy="5" r="3"></circle></svg>`;

/** What a hunt has seen: a point a cycle, the slope of each half, and the figures as a list. */
export function huntSection(
  hunt: LeakHunt,
  about: {
    readonly job: Job | undefined;
    readonly resource: LeakResource | null;
    readonly setResource: (resource: LeakResource) => void;
  },
  store: PanelStore,
): TemplateResult {
  const { job } = about;
  const drawn = drawnResources(hunt);
  const resource = about.resource !== null && drawn.includes(about.resource) ? about.resource : mainResource(hunt);
  const cancel = () => {
    // A host that is gone has cancelled it already.
    if (job !== undefined) store.client.value?.request('jobs/cancel', { jobId: job.jobId }).catch(() => undefined);
  };
  const again =
    hunt.rehuntOf === null
      ? action('Hunt Again', () => store.command('huntLeaks', { targetId: hunt.targetId }))
      : action('Re-hunt', () => store.command('rehunt', { findingId: hunt.rehuntOf?.findingId }));
  return html`<section>
    <div class="bar wraps">
      <h2>${hunt.rehuntOf === null ? 'Hunt' : 'Re-hunt'}</h2>
      <span class="note" title=${huntExtent(hunt)}>${huntExtent(hunt)}</span>
      <span class="end">
        <span class="key" aria-hidden="true"
          ><span>${dot('early')}early half</span><span>${dot(resource)}late half</span></span
        >
        ${
          drawn.length < 2
            ? nothing
            : pick<LeakResource>(
                'Resource',
                drawn.map((one) => [one, resourceNames[one]]),
                resource,
                about.setResource,
              )
        }
        ${job === undefined ? again : action('Cancel', cancel)}
      </span>
    </div>
    ${
      hunt.cycles.length === 0
        ? html`<p class="why">The first cycle is not over yet.</p>`
        : html`<pit-hunt-chart
            .trend=${huntTrend(hunt, resource)}
            .unit=${resourceUnit(resource)}
            .workUnit=${hunt.workUnit}
          ></pit-hunt-chart>`
    }
    ${!hasSlopes(hunt) || hunt.cycles.length < 2 ? nothing : html`<pit-grid class="slopes" .model=${slopesModel(hunt)}></pit-grid>`}
  </section>`;
}

/** What can be done about a leak that a hunt found, and where it stands. Its path is in sight already. */
export function leakActs(finding: Finding, store: PanelStore): TemplateResult {
  const acts = findingActs(finding, store).filter(({ words }) => words !== 'Show Path');
  return html`<div class="actions">
    ${acts.map(({ words, run }) => html`<vscode-button secondary @click=${run}>${words}</vscode-button>`)}
    <span class="dim">${stateWords(finding)}</span>
  </div>`;
}
