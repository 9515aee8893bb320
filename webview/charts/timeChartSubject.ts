import type { Chart, PointStyle } from 'chart.js';
import type { EpochMs } from '../../src/protocol/units.ts';
import type { Points } from './decimate.ts';
import type { Mark } from './drawStrips.ts';
import type { PausePoint } from './pausePoints.ts';
import type { ColorName } from './theme.ts';

export type TimePlot = Chart<'line', { x: number; y: number }[]>;

export type PointShape = 'tick' | 'ring' | 'diamond' | 'triangle' | 'square';

/** What one chart shows. All charts of a tab have one `fromAt`, `toAt`, `marks` and `cursorAt`. */
export type TimeChartSubject = {
  readonly name: string;
  readonly unit: string;
  readonly summary: string;
  readonly fromAt: EpochMs;
  readonly toAt: EpochMs;
  readonly marks: readonly Mark[];
  readonly cursorAt: EpochMs | null;
  /** Names of marks and the cursor's time stand on the first chart, times below the last. */
  readonly end: 'first' | 'middle' | 'last';
  readonly plotHeight: number;
  readonly scale: {
    readonly kind: 'linear' | 'logarithmic';
    readonly low: number;
    readonly high: number;
    readonly ticks: readonly number[];
  };
  readonly color: ColorName;
  readonly line: Points | null;
  readonly shapes: readonly { readonly shape: PointShape; readonly points: readonly PausePoint[] }[];
  /** The value at the cursor, in words. */
  readonly atCursor: string;
};

/** How a shape is drawn: its kind is told by form, since all are of one colour. */
export const shapeLooks: Readonly<
  Record<PointShape, { style: PointStyle; radius: number; isHollow: boolean; hasStem: boolean }>
> = {
  tick: { style: 'circle', radius: 1.2, isHollow: false, hasStem: true },
  ring: { style: 'circle', radius: 2, isHollow: true, hasStem: false },
  diamond: { style: 'rectRot', radius: 4.5, isHollow: false, hasStem: true },
  triangle: { style: 'triangle', radius: 3, isHollow: false, hasStem: true },
  square: { style: 'rect', radius: 2.5, isHollow: true, hasStem: false },
};
