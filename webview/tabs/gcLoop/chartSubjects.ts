import type { EpochMs } from '../../../src/protocol/units.ts';
import type { MetricId } from '../../../src/protocol/metrics.ts';
import type { Unit } from '../../../src/protocol/units.ts';
import type { TimeRange } from '../../charts/timeRange.ts';
import { decimate, extent, type Points } from '../../charts/decimate.ts';
import type { LeftOut } from '../../charts/drawHatch.ts';
import type { Mark } from '../../charts/drawStrips.ts';
import { pausePoints } from '../../charts/pausePoints.ts';
import type { ColorName } from '../../charts/theme.ts';
import { roundUp } from '../../charts/ticks.ts';
import type { TimeChartSubject } from '../../charts/timeChartSubject.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import { kindOfFlag, shapeOfKind } from './gcTables.ts';
import type { Measured } from './leftOut.ts';

/** What the charts of the tab share. */
export type SharedTime = {
  readonly range: TimeRange;
  readonly marks: readonly Mark[];
  readonly leftOut: readonly LeftOut[];
  /** Width of the plots in pixels. */
  readonly width: number;
};

type LineKind = {
  readonly metric: MetricId;
  readonly name: string;
  readonly unit: Unit;
  readonly unitName: string;
  /** How many of the drawn unit make one of the measured. */
  readonly scale: number;
  readonly highMin: number;
  readonly highMax: number;
  readonly color: ColorName;
  readonly plotHeight: number;
  readonly end: TimeChartSubject['end'];
};

const lineKinds: readonly LineKind[] = [
  {
    metric: 'loopDelayP99',
    name: 'Loop delay',
    unit: 'ms',
    unitName: 'ms, p99',
    scale: 1,
    highMin: 20,
    highMax: Infinity,
    color: 'loop',
    plotHeight: 76,
    end: 'middle',
  },
  {
    metric: 'loopUtilisation',
    name: 'Utilisation',
    unit: 'ratio',
    unitName: '%',
    scale: 100,
    highMin: 100,
    highMax: 100,
    color: 'loop',
    plotHeight: 60,
    end: 'middle',
  },
  {
    metric: 'allocationRate',
    name: 'Allocation',
    unit: 'bytesPerSecond',
    unitName: 'MB/s',
    scale: 1e-6,
    highMin: 1,
    highMax: Infinity,
    color: 'heap',
    plotHeight: 60,
    end: 'last',
  },
];

/** Stretches without a sample this long are drawn as a gap. */
const gapMs = 3_000;

/** A metric as a line over a range, at most two points a pixel. */
export function lineOf(
  { samples }: Pick<Measured, 'samples'>,
  metric: MetricId,
  range: TimeRange,
  width: number,
  scale = 1,
): Points {
  return decimate(
    {
      ...samples.window(range.fromAt, range.toAt),
      at: (row) => samples.atOf(row),
      value: (row) => samples.valueOf(metric, row) * scale,
    },
    range.fromAt,
    range.toAt,
    Math.max(1, Math.floor(width)),
    gapMs,
  );
}

/** The value of a line nearest to a moment, or NaN. */
function valueAt(points: Points, at: EpochMs): number {
  let best = NaN;
  let distance = Infinity;
  for (let index = 0; index < points.length; index += 1) {
    const away = Math.abs((points.at[index] ?? NaN) - at);
    if (away < distance) {
      distance = away;
      best = points.value[index] ?? NaN;
    }
  }
  return best;
}

function lineSubject(kind: LineKind, measured: Measured, shared: SharedTime): TimeChartSubject {
  const line = lineOf(measured, kind.metric, shared.range, shared.width, kind.scale);
  const found = extent(line);
  const high = Math.min(kind.highMax, roundUp(Math.max(kind.highMin, found?.high ?? 0)));
  const words = (value: number) => inWords(quantity(value / kind.scale, kind.unit));
  const range = found === null ? 'nothing measured' : `from ${words(found.low)} to ${words(found.high)}`;
  return {
    name: kind.name,
    unit: kind.unitName,
    summary: `${kind.name}: ${range}`,
    ...shared.range,
    marks: shared.marks,
    leftOut: shared.leftOut,
    end: kind.end,
    plotHeight: kind.plotHeight,
    scale: { kind: 'linear', low: 0, high, ticks: [0, high / 2, high] },
    color: kind.color,
    line,
    shapes: [],
    valueAt: (at) => words(valueAt(line, at)),
  };
}

const pauseTicks = [0.1, 0.4, 1, 4, 10, 40, 100, 400, 1000, 4000, 10_000];

function pauseSubject(measured: Measured, shared: SharedTime): TimeChartSubject {
  const { range, width, leftOut } = shared;
  const points = pausePoints(measured.pauses, range.fromAt, range.toAt, Math.max(1, width));
  const all = [...points.values()].flat();
  const longest = all.reduce((most, { y }) => Math.max(most, y), 0);
  const shortest = all.reduce((least, { y }) => Math.min(least, y), Infinity);
  const low = shortest < 0.4 ? 0.1 : 0.4;
  const high = pauseTicks.find((tick) => tick >= Math.max(10, longest)) ?? roundUp(longest);
  const said = all.length === 0 ? 'Pauses: none' : `Pauses: the longest ${inWords(quantity(longest, 'ms'))}`;
  const reach = ((range.toAt - range.fromAt) / width) * 4;
  return {
    name: 'Pauses',
    unit: 'ms, log',
    summary: [said, ...leftOut.map(({ name }) => name)].join('; '),
    ...range,
    marks: shared.marks,
    leftOut: shared.leftOut,
    end: 'first',
    plotHeight: 104,
    scale: { kind: 'logarithmic', low, high, ticks: pauseTicks.filter((tick) => tick >= low && tick <= high) },
    color: 'gc',
    line: null,
    shapes: [...points].flatMap(([flag, shapePoints]) => {
      const kind = kindOfFlag(flag);
      return kind === null ? [] : [{ shape: shapeOfKind[kind], points: shapePoints }];
    }),
    valueAt: (at) => {
      const longestNear = all.reduce((most, { x, y }) => (Math.abs(x - at) < reach ? Math.max(most, y) : most), 0);
      return longestNear === 0 ? '' : inWords(quantity(longestNear, 'ms'));
    },
  };
}

/** The charts of the tab from top to bottom. */
export function chartSubjects(measured: Measured, shared: SharedTime): readonly TimeChartSubject[] {
  return [pauseSubject(measured, shared), ...lineKinds.map((kind) => lineSubject(kind, measured, shared))];
}
