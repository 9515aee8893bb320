import { html, nothing } from 'lit';
import type { PlanSummary } from '../../../src/protocol/plans.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { ago, clockSeconds, fullMoment } from '../../format/moments.ts';
import { placeName } from '../../format/placeName.ts';
import { milliseconds } from '../../format/milliseconds.ts';

import { sqlOneLine } from '../../format/sqlPieces.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { figure, placeLink } from '../../widgets/cells.ts';

/** How the list of plans is sorted. */
export type PlansOrder = { readonly sort: 'time' | 'when'; readonly descending: boolean };

const timeOf = ({ executionMs }: PlanSummary) => executionMs ?? -1;

/** Plans under a filter, in order. */
export function sortedPlans(plans: readonly PlanSummary[], filter: string, order: PlansOrder): readonly PlanSummary[] {
  const wanted = filter.trim().toLowerCase();
  const value = (plan: PlanSummary) => (order.sort === 'time' ? timeOf(plan) : plan.plannedAt);
  const sign = order.descending ? -1 : 1;
  return plans
    .filter(({ sql, place, database }) =>
      `${sql} ${place === null ? '' : placeName(place)} ${database}`.toLowerCase().includes(wanted),
    )
    .toSorted((a, b) => sign * (value(a) - value(b)) || b.plannedAt - a.plannedAt);
}

const databaseName = (label: string) => label.slice(label.lastIndexOf('@') + 1);

function columns(store: PanelStore, now: EpochMs, longest: number): readonly Column<PlanSummary>[] {
  return [
    {
      id: 'statement',
      head: 'Statement',
      width: 'minmax(0,1fr)',
      cell: ({ sql }) => html`<code title=${sql}>${sqlOneLine(sql)}</code>`,
      value: ({ sql }) => sqlOneLine(sql),
    },
    {
      id: 'place',
      head: 'Place',
      width: '92px',
      from: 340,
      cell: ({ place }) =>
        place === null
          ? html`<span class="dim" title="the statement was given as text">—</span>`
          : placeLink(place, (at) => store.openPlace(at)),
      value: ({ place }) => (place === null ? null : `${place.file}:${place.line}`),
    },
    {
      id: 'database',
      head: 'Database',
      width: 'minmax(0,148px)',
      from: 960,
      cell: ({ database }) => html`<span class="dim" title=${database}>${databaseName(database)}</span>`,
      value: ({ database }) => database,
    },
    {
      id: 'when',
      head: 'When',
      width: '132px',
      from: 760,
      sort: 'descending',
      cell: ({ plannedAt }) =>
        html`<span title=${fullMoment(plannedAt)}
          ><span class="q">${clockSeconds(plannedAt)}</span> <span class="dim">${ago(plannedAt, now)}</span></span
        >`,
      value: ({ plannedAt }) => fullMoment(plannedAt),
    },
    {
      id: 'time',
      head: 'Time',
      width: '76px',
      align: 'right',
      sort: 'descending',
      cell: (plan) =>
        figure(
          milliseconds(plan.executionMs),
          plan.isAnalyzed ? undefined : 'planned only: Explain Analyze runs it and tells the time',
        ),
      value: ({ executionMs }) => executionMs,
    },
    {
      id: 'bar',
      head: '',
      width: '120px',
      from: 640,
      cell: ({ executionMs }) =>
        executionMs === null || longest <= 0
          ? nothing
          : html`<span class="share plain"
              ><i .style=${`width:${((executionMs / longest) * 100).toFixed(1)}%`}></i
            ></span>`,
    },
  ];
}

/** The list of plans; the chosen one is the active row. */
export function plansModel(
  plans: readonly PlanSummary[],
  about: {
    readonly filter: string;
    readonly order: PlansOrder;
    readonly chosen: string | null;
    readonly now: EpochMs;
    readonly setOrder: (order: PlansOrder) => void;
  },
  store: PanelStore,
): GridModel {
  const longest = plans.reduce((most, plan) => Math.max(most, timeOf(plan)), 0);
  return gridModel<PlanSummary>({
    label: 'Statements',
    columns: columns(store, about.now, longest),
    source: localRows(sortedPlans(plans, about.filter, about.order)),
    keyOf: ({ planId }) => planId,
    order: about.order,
    onSort: (sort, descending) => about.setOrder({ sort: sort === 'time' ? 'time' : 'when', descending }),
    onOpen: ({ planId }) => store.show({ tab: 'queries', planId }),
    ...(about.chosen === null ? {} : { chosen: about.chosen }),
    empty: `No statement has “${about.filter}” in it.`,
  });
}
