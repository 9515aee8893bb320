import type { HuntCycle, HuntSlope, LeakHunt, LeakResource } from '../../src/protocol/hunts.ts';

/** One look at a resource: how much was held after so much work. */
export type HuntPoint = { readonly work: number; readonly value: number; readonly isLate: boolean };

/** A line of the slope measured over one half, through the middle of its points. */
export type HuntLine = {
  readonly fromWork: number;
  readonly toWork: number;
  readonly from: number;
  readonly to: number;
};

export type HuntTrend = {
  readonly resource: LeakResource;
  readonly points: readonly HuntPoint[];
  readonly early: HuntLine | null;
  readonly late: HuntLine | null;
};

const heldOf: Readonly<Record<LeakResource, ((cycle: HuntCycle) => number | null) | null>> = {
  heap: ({ heapBytes }) => heapBytes,
  external: ({ externalBytes }) => externalBytes,
  fd: ({ descriptors }) => descriptors,
  handle: ({ handles }) => handles,
  // The cycles do not tell listeners: only their slope is known.
  listener: null,
};

/** Resources of a hunt that can be drawn. */
export function drawnResources({ slopes, cycles }: LeakHunt): readonly LeakResource[] {
  return slopes
    .map(({ resource }) => resource)
    .filter((resource) => cycles.some((cycle) => (heldOf[resource]?.(cycle) ?? null) !== null));
}

/** True where slopes were measured: after too few looks not one has a bound, and zeros would be claims. */
export function hasSlopes({ slopes }: LeakHunt): boolean {
  return slopes.some(({ bound }) => bound > 0);
}

/** How far a slope stands out of the noise: 1 is its bound. */
function standsOut({ late, bound }: HuntSlope): number {
  return bound > 0 ? late / bound : late > 0 ? Infinity : 0;
}

/** The resource that grows most against its bound; the heap where none does. */
export function mainResource(hunt: LeakHunt): LeakResource {
  const drawn = new Set(drawnResources(hunt));
  const [most] = hunt.slopes
    .filter(({ resource }) => drawn.has(resource))
    .toSorted((a, b) => standsOut(b) - standsOut(a));
  return most !== undefined && standsOut(most) > 1 ? most.resource : 'heap';
}

function lineOf(points: readonly HuntPoint[], slope: number | undefined): HuntLine | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || slope === undefined || points.length < 2) return null;
  const middleWork = points.reduce((sum, { work }) => sum + work, 0) / points.length;
  const middle = points.reduce((sum, { value }) => sum + value, 0) / points.length;
  const at = (work: number) => middle + slope * (work - middleWork);
  return { fromWork: first.work, toWork: last.work, from: at(first.work), to: at(last.work) };
}

/** The points of a resource, halved as the hunt does, with the slope of each half. */
export function huntTrend(hunt: LeakHunt, resource: LeakResource): HuntTrend {
  const held = heldOf[resource];
  const half = Math.floor(hunt.cycles.length / 2);
  const points = hunt.cycles.flatMap((cycle, index): readonly HuntPoint[] => {
    const value = held?.(cycle) ?? null;
    return value === null ? [] : [{ work: cycle.work, value, isLate: index >= half }];
  });
  const slope = hasSlopes(hunt) ? hunt.slopes.find((one) => one.resource === resource) : undefined;
  return {
    resource,
    points,
    early: lineOf(
      points.filter(({ isLate }) => !isLate),
      slope?.early,
    ),
    late: lineOf(
      points.filter(({ isLate }) => isLate),
      slope?.late,
    ),
  };
}
