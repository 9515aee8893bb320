import { byStretch, robustSlope, type Reading, type RobustSlope } from './robustSlope.ts';

/**
 * How what is held of one resource goes with the work. `growing`: the late half grows and does not level off.
 * `filling`: it grew and levels off. `flat`: no growth above the bound. `unclear`: more cycles would tell.
 */
export type Trend = 'growing' | 'filling' | 'flat' | 'unclear';

export type ResourceTrend = {
  readonly trend: Trend;
  readonly early: number;
  readonly late: number;
  readonly lateInterval: readonly [low: number, high: number];
  /** Slopes below this cannot be told from noise. */
  readonly bound: number;
  /** What could have come in the late half without standing out. */
  readonly hidden: number;
};

/** Readings below which nothing is said. */
export const readingsMin = 10;
/** Share of the readings at the beginning in which programs warm up. */
const warmUpShare = 0.2;
/** A late slope below this share of the early one levels off, unless its own two halves are alike. */
const levelShare = 0.5;
/** Of two neighbouring stretches, the later one of a leak grows at least this much as fast. */
const steadyShare = 0.6;
/** Bound of the noise: so many standard errors of a slope. */
const errorsOfSlope = 3;
/** Share of the late growth that the floors of three late blocks must show. */
const floorShare = 0.45;

/** Pairs of readings within stretches from which a slope is taken. */
const pairsMin = 8;
/** A fall of such a part of the late growth is a tooth. */
const toothShare = 0.5;

const none: ResourceTrend = {
  trend: 'unclear',
  early: 0,
  late: 0,
  lateInterval: [0, 0],
  bound: Infinity,
  hidden: Infinity,
};

/** The readings after the warm-up. */
export function warmedUp(readings: readonly Reading[]): readonly Reading[] {
  return readings.slice(Math.max(1, Math.floor(readings.length * warmUpShare)));
}

/** The slope within stretches; where those are too short to tell, across them. */
function slopeOf(readings: readonly Reading[]): RobustSlope | null {
  const pairs = byStretch(readings).reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  return robustSlope(pairs >= pairsMin ? readings : readings.map((reading) => ({ ...reading, stretch: 0 })));
}

function spanOf(readings: readonly Reading[]): number {
  return readings[readings.length - 1].work - readings[0].work;
}

/** Smallest slope that stands out of the scatter of the readings, and of what any reading is off by itself. */
function boundOf(readings: readonly Reading[], slope: RobustSlope, quantum: number): number {
  const span = spanOf(readings);
  const error = (slope.scatter * Math.sqrt(12 / readings.length)) / span;
  return Math.max(errorsOfSlope * error, (slope.high - slope.low) / 2, quantum / span);
}

/**
 * True where the lowest readings of three successive blocks rise, as far as the slope says: a sawtooth has a slope
 * on its way up, and a floor that stays.
 */
function floorsRise(readings: readonly Reading[], perUnit: number): boolean {
  const size = readings.length / 3;
  const blocks = [0, 1, 2].map((at) => readings.slice(Math.round(at * size), Math.round((at + 1) * size)));
  if (blocks.some((block) => block.length === 0)) return false;
  const lowest = blocks.map((block) => block.reduce((low, one) => (one.value < low.value ? one : low)));
  const [first, , last] = lowest;
  const rise = last.value - first.value;
  const expected = perUnit * (last.work - first.work);
  return lowest[1].value >= first.value && last.value >= lowest[1].value && rise >= expected * floorShare;
}

/** The deepest fall from any reading to a later one. */
function deepestFall(readings: readonly Reading[]): number {
  let deepest = 0;
  let highest = -Infinity;
  for (const { value } of readings) {
    highest = Math.max(highest, value);
    deepest = Math.max(deepest, highest - value);
  }
  return deepest;
}

/**
 * True where it fell before as deep as it rose of late, and has not fallen since: on the way up of one long tooth, only
 * more time would tell.
 */
function isOnOneTooth(readings: readonly Reading[], lateReadings: readonly Reading[], gain: number): boolean {
  const deep = gain * toothShare;
  // A fall at the very beginning of the late half shows no floor before it.
  const telling = lateReadings.slice(Math.ceil(lateReadings.length / 3));
  return deepestFall(readings) > deep && deepestFall(telling) <= deep;
}

/** True where the second half of the readings grows nearly as fast as the first. */
function isSteady(readings: readonly Reading[]): boolean {
  const middle = readings.length >>> 1;
  // Only within stretches: a step at a snapshot in one of the two would look like a change of pace.
  const first = robustSlope(readings.slice(0, middle + 1));
  const second = robustSlope(readings.slice(middle));
  // Too few to tell: then the comparison with the early half has to do.
  if (first === null || second === null) return true;
  return second.perUnit >= first.perUnit * steadyShare;
}

/**
 * What the readings of one resource say. `quantum` is what any reading may be off by without a cause. The late slope is
 * compared with the early one, since a line through the whole convicts everything that fills up.
 */
export function resourceTrend(all: readonly Reading[], quantum: number): ResourceTrend {
  // What cannot be read at all says nothing, and more cycles would not tell either.
  if (all.length === 0) return { ...none, trend: 'flat' };
  const readings = warmedUp(all);
  if (all.length < readingsMin) return none;
  const middle = readings.length >>> 1;
  const earlyReadings = readings.slice(0, middle + 1);
  const lateReadings = readings.slice(middle);
  const early = slopeOf(earlyReadings);
  const late = slopeOf(lateReadings);
  if (early === null || late === null) return none;
  const bound = boundOf(lateReadings, late, quantum);
  const figures = {
    early: early.perUnit,
    late: late.perUnit,
    lateInterval: [late.low, late.high] as const,
    bound,
    hidden: bound * spanOf(lateReadings),
  };
  return { ...figures, trend: trendOf({ early, late, bound, readings: all, earlyReadings, lateReadings }) };
}

function trendOf(seen: {
  readonly early: RobustSlope;
  readonly late: RobustSlope;
  readonly bound: number;
  readonly readings: readonly Reading[];
  readonly earlyReadings: readonly Reading[];
  readonly lateReadings: readonly Reading[];
}): Trend {
  const { early, late, bound, earlyReadings, lateReadings } = seen;
  const isUp = late.low > 0 && late.perUnit > bound;
  const earlyGain = early.perUnit * spanOf(earlyReadings);
  if (!isUp) {
    const lateGain = late.perUnit * spanOf(lateReadings);
    if (earlyGain > 0 && early.low > 0 && lateGain < earlyGain * levelShare) return 'filling';
    return late.low > 0 && late.perUnit > bound / 2 ? 'unclear' : 'flat';
  }
  if (!floorsRise(lateReadings, late.perUnit)) return 'unclear';
  if (isOnOneTooth(seen.readings, lateReadings, late.perUnit * spanOf(lateReadings))) return 'unclear';
  if (late.perUnit < early.perUnit * levelShare) return isSteady(lateReadings) ? 'growing' : 'filling';
  return isSteady(lateReadings) ? 'growing' : 'unclear';
}
