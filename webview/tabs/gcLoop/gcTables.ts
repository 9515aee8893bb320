import { html, svg, type SVGTemplateResult } from 'lit';
import { collectionKinds, metrics, type CollectionKindId, type MetricId } from '../../../src/protocol/metrics.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import type { TimeRange } from '../../charts/timeRange.ts';
import type { PointShape } from '../../charts/timeChartSubject.ts';
import { clockSeconds } from '../../format/moments.ts';
import { quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';
import type { Measured } from './leftOut.ts';
import type { PauseFigures } from './pauseFigures.ts';

/** The form of each kind of pause, in charts and lists alike. */
export const shapeOfKind: Readonly<Record<CollectionKindId, PointShape>> = {
  scavenge: 'tick',
  minorMarkSweep: 'triangle',
  markCompact: 'diamond',
  incrementalMarking: 'ring',
  weakCallbacks: 'square',
};

const marks: Readonly<Record<PointShape, SVGTemplateResult>> = {
  tick: svg`<path d="M4.5 2V9" class="stem"></path><circle cx="4.5" cy="2" r="1.6" class="full"></circle>`,
  ring: svg`<circle cx="4.5" cy="4.5" r="2.6" class="hollow"></circle>`,
  diamond: svg`<path d="M4.5 0 9 4.5 4.5 9 0 4.5z" class="full"></path>`,
  triangle: svg`<path d="M4.5 1 8.5 8H.5z" class="full"></path>`,
  square: svg`<rect x="1.5" y="1.5" width="6" height="6" class="hollow"></rect>`,
};

/** The mark of a kind of pause, as it stands in the chart. */
export function kindMark(kind: PauseFigures['kind']): unknown {
  return kind === 'all'
    ? ''
    : html`<svg class="mark" width="9" height="9" aria-hidden="true">${marks[shapeOfKind[kind]]}</svg>`;
}

const ms = (value: number) => figure(quantity(value, 'ms'), Number.isNaN(value) ? 'no pause of this kind' : undefined);

const pauseColumns: readonly Column<PauseFigures>[] = [
  {
    id: 'pauses',
    head: 'Pauses',
    width: 'minmax(0,1fr)',
    cell: (row) => html`${kindMark(row.kind)}${row.label}`,
    value: (row) => row.label,
  },
  {
    id: 'count',
    head: 'Count',
    width: '44px',
    align: 'right',
    cell: (row) => figure(quantity(row.count, 'count')),
    value: (row) => row.count,
  },
  {
    id: 'total',
    head: 'Total',
    width: '58px',
    align: 'right',
    from: 400,
    cell: (row) => ms(row.totalMs),
    value: (row) => row.totalMs,
  },
  {
    id: 'median',
    head: 'Median',
    width: '58px',
    align: 'right',
    from: 480,
    cell: (row) => ms(row.medianMs),
    value: (row) => row.medianMs,
  },
  {
    id: 'longest',
    head: 'Longest',
    width: '58px',
    align: 'right',
    cell: (row) => ms(row.longestMs),
    value: (row) => row.longestMs,
  },
  {
    id: 'share',
    head: 'Share',
    width: '54px',
    align: 'right',
    cell: (row) => figure(quantity(row.share, 'ratio')),
    value: (row) => row.share,
  },
];

/** Pauses by kind. */
export function pausesModel(figures: readonly PauseFigures[]): GridModel {
  return gridModel<PauseFigures>({
    label: 'Pauses by kind',
    columns: pauseColumns,
    source: localRows(figures),
    keyOf: ({ kind }) => kind,
    isSum: ({ kind }) => kind === 'all',
  });
}

const loopMetrics: readonly MetricId[] = [
  'loopDelayP50',
  'loopDelayP99',
  'loopDelayMax',
  'loopUtilisation',
  'allocationRate',
  'cpuShare',
  'probeShare',
];
const metricOf = new Map(metrics.map((metric) => [metric.id, metric]));

type MetricRow = {
  readonly metric: MetricId;
  readonly now: number;
  readonly low: number;
  readonly high: number;
  readonly highAt: EpochMs;
};

/** Lowest and highest known value of a metric in a range, and when it was highest. NaN where there is none. */
export function metricRow(samples: Measured['samples'], metric: MetricId, range: TimeRange): MetricRow {
  const rows = samples.window(range.fromAt, range.toAt);
  let low = NaN;
  let high = NaN;
  let highAt = NaN;
  let now = NaN;
  for (let row = rows.start; row < rows.end; row += 1) {
    const value = samples.valueOf(metric, row);
    if (Number.isNaN(value)) continue;
    now = value;
    if (!(value >= low)) low = value;
    if (!(value <= high)) {
      high = value;
      highAt = samples.atOf(row);
    }
  }
  return { metric, now, low, high, highAt };
}

/** Loop, allocation and CPU in a range: newest, lowest, highest. */
export function loopModel(samples: Measured['samples'], range: TimeRange): GridModel {
  const unit = (row: MetricRow) => metricOf.get(row.metric)?.unit ?? 'count';
  const label = (row: MetricRow) => metricOf.get(row.metric)?.label ?? row.metric;
  const column = (id: 'now' | 'low' | 'high', head: string, from: number): Column<MetricRow> => ({
    id,
    head,
    width: '84px',
    align: 'right',
    from,
    cell: (row) => html`<span .style=${'--uw:4ch'}>${figure(quantity(row[id], unit(row)))}</span>`,
    value: (row) => row[id],
  });
  return gridModel<MetricRow>({
    label: 'Loop and CPU',
    columns: [
      {
        id: 'loop',
        head: 'Loop and CPU',
        width: 'minmax(0,1fr)',
        cell: (row) => html`<span title=${metricOf.get(row.metric)?.source ?? ''}>${label(row)}</span>`,
        value: label,
      },
      column('now', 'Last', 0),
      column('low', 'Lowest', 480),
      column('high', 'Highest', 0),
      {
        id: 'at',
        head: 'At',
        width: '60px',
        from: 420,
        cell: (row) => html`<span class="q dim">${Number.isNaN(row.highAt) ? '—' : clockSeconds(row.highAt)}</span>`,
        value: (row) => row.highAt,
      },
    ],
    source: localRows(loopMetrics.map((metric) => metricRow(samples, metric, range))),
    keyOf: ({ metric }) => metric,
  });
}

type TimeRow = {
  readonly fromAt: EpochMs;
  readonly pausedMs: number;
  readonly longestMs: number;
  readonly delay: number;
  readonly utilisation: number;
  readonly allocation: number;
};

const timeRows = 30;

/** The charts as a list: thirty equal stretches of the range with the highest value in each. */
export function timeModel({ samples, pauses }: Measured, range: TimeRange): GridModel {
  const step = (range.toAt - range.fromAt) / timeRows;
  const rows = Array.from({ length: timeRows }, (_, index): TimeRow => {
    const fromAt = range.fromAt + index * step;
    const part = { fromAt, toAt: fromAt + step - 0.001 };
    let pausedMs = 0;
    let longestMs = 0;
    pauses.visit(part.fromAt, part.toAt, (_at, _kind, pauseMs) => {
      pausedMs += pauseMs;
      longestMs = Math.max(longestMs, pauseMs);
    });
    const high = (metric: MetricId) => metricRow(samples, metric, part).high;
    return {
      fromAt,
      pausedMs,
      longestMs,
      delay: high('loopDelayP99'),
      utilisation: high('loopUtilisation'),
      allocation: high('allocationRate'),
    };
  });
  const column = (
    id: keyof TimeRow,
    head: string,
    unit: 'ms' | 'ratio' | 'bytesPerSecond',
    from: number,
  ): Column<TimeRow> => ({
    id,
    head,
    width: '92px',
    align: 'right',
    from,
    cell: (row) => figure(quantity(row[id], unit)),
    value: (row) => row[id],
  });
  return gridModel<TimeRow>({
    label: 'The charts as a list, highest values',
    columns: [
      {
        id: 'from',
        head: 'From',
        width: 'minmax(64px,1fr)',
        cell: (row) => html`<span class="q">${clockSeconds(row.fromAt)}</span>`,
        value: (row) => row.fromAt,
      },
      column('pausedMs', 'Paused', 'ms', 0),
      column('longestMs', 'Longest', 'ms', 380),
      column('delay', 'Loop delay p99', 'ms', 0),
      column('utilisation', 'Utilisation', 'ratio', 520),
      column('allocation', 'Allocation', 'bytesPerSecond', 620),
    ],
    source: localRows(rows),
    keyOf: ({ fromAt }) => String(fromAt),
  });
}

/** The kind of an engine flag. */
export function kindOfFlag(flag: number): CollectionKindId | null {
  return collectionKinds.find((kind) => kind.flag === flag)?.id ?? null;
}
