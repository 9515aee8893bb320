import type { EpochMs } from '../../src/protocol/units.ts';
import type { Points } from './decimate.ts';
import type { LeftOut } from './drawHatch.ts';
import type { Mark } from './drawStrips.ts';
import type { PausePoint } from './pausePoints.ts';
import type { ColorName } from './theme.ts';

export type PointShape = 'tick' | 'ring' | 'diamond' | 'triangle' | 'square';

/** What one chart shows. All charts of a tab have one `fromAt`, `toAt`, `marks` and `leftOut`. */
export type TimeChartSubject = {
  readonly name: string;
  readonly unit: string;
  readonly summary: string;
  readonly fromAt: EpochMs;
  readonly toAt: EpochMs;
  readonly marks: readonly Mark[];
  readonly leftOut: readonly LeftOut[];
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
  /** The value at a moment, in words. */
  readonly valueAt: (at: EpochMs) => string;
};
