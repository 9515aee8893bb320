/** A container that grew between two snapshots of a hunt. `key` is the same for the same container in every comparison. */
export type GrownContainer = {
  readonly key: string;
  readonly elements: number;
  readonly bytes: number;
  /** What it holds in the later snapshot. */
  readonly retainedBytes: number;
  /** The program holds it, not Node: the culprit leads somewhere. */
  readonly isOwn: boolean;
};

/** Growth over a stretch of work. */
export type GrownOver = { readonly work: number; readonly rows: readonly GrownContainer[] };

export type Culprit = {
  readonly key: string;
  readonly bytesPerUnit: number;
  readonly elementsPerUnit: number;
  /** Share of the growth it explains; above 1 where it is counted more fully than the heap tells. */
  readonly share: number;
  /** Elements per unit in the later stretch over those in the earlier; null where there was no earlier one. */
  readonly steadiness: number | null;
  /** Share of what came since the hunt began that it still holds, by its size; 1 and more: it lets go of nothing. */
  readonly keptShare: number;
  readonly score: number;
};

/** What is to be explained: growth per unit of work, and how much work there was when the last snapshot was taken. */
export type ToExplain = {
  /** Bytes in the heap and outside of it, per unit of work. */
  readonly bytesPerUnit: number;
  /** Pieces per unit of work, for descriptors, handles and listeners; null where bytes are looked for. */
  readonly piecesPerUnit: number | null;
  readonly workInAll: number;
};

const elementsMin = 3;
/** A container that grew so much slower in the later stretch fills up. */
const steadyMin = 0.55;
/** One that grew so much faster holds work that is under way. */
const steadyMax = 1.9;
const keptMin = 0.3;

/** 1 where a number of elements per unit is whole, or a unit per whole number of elements; less the further from it. */
function wholeness(perUnit: number): number {
  if (perUnit <= 0) return 0;
  const value = perUnit < 0.75 ? 1 / perUnit : perUnit;
  const off = Math.abs(value - Math.round(value)) / Math.max(1, Math.sqrt(value));
  return Math.max(0, 1 - off * 4);
}

function closeness(one: number, other: number): number {
  if (one <= 0 || other <= 0) return 0;
  const ratio = one < other ? one / other : other / one;
  return ratio;
}

function scoreOf(culprit: Omit<Culprit, 'score'>, isOwn: boolean, wanted: ToExplain): number {
  const { share, steadiness, keptShare, elementsPerUnit } = culprit;
  const explained =
    wanted.piecesPerUnit === null
      ? Math.min(share, 1)
      : 0.7 * closeness(elementsPerUnit, wanted.piecesPerUnit) + 0.3 * Math.min(share, 1);
  const isSteady = steadiness === null || (steadiness >= steadyMin && steadiness <= steadyMax);
  const steady = steadiness === null ? 0.85 : isSteady ? 1 : 0.25;
  const kept = keptShare >= keptMin ? 1 : 0.5;
  return explained * steady * kept * (isOwn ? 1 : 0.75) * (0.8 + 0.2 * wholeness(elementsPerUnit));
}

/**
 * The containers that explain the growth, the best first. `later` is the growth between the last two snapshots,
 * `earlier` that between the two before, where there are three: what fills up grew there, and no longer does.
 */
export function culprits(later: GrownOver, earlier: GrownOver | null, wanted: ToExplain): readonly Culprit[] {
  if (later.work <= 0 || wanted.bytesPerUnit <= 0) return [];
  const before = new Map(earlier?.rows.map((row) => [row.key, row.elements]));
  return later.rows
    .filter(({ elements }) => elements >= elementsMin)
    .map((row) => {
      const elementsPerUnit = row.elements / later.work;
      const bytesPerUnit = row.bytes / later.work;
      const earlierPerUnit = earlier === null ? null : (before.get(row.key) ?? 0) / earlier.work;
      const seen = {
        key: row.key,
        bytesPerUnit,
        elementsPerUnit,
        share: bytesPerUnit / wanted.bytesPerUnit,
        steadiness: earlierPerUnit === null ? null : earlierPerUnit === 0 ? Infinity : elementsPerUnit / earlierPerUnit,
        keptShare: row.retainedBytes / (bytesPerUnit * wanted.workInAll),
      };
      return { ...seen, score: scoreOf(seen, row.isOwn, wanted) };
    })
    .toSorted((one, other) => other.score - one.score);
}

/** True where a container surely lets go of nothing: it grew alike in both stretches, and still holds all that came. */
export function holdsOnto({ steadiness, keptShare, elementsPerUnit }: Culprit): boolean {
  return (
    steadiness !== null &&
    steadiness >= 0.85 &&
    steadiness <= 1.18 &&
    keptShare >= 0.8 &&
    wholeness(elementsPerUnit) >= 0.7
  );
}

/**
 * True where a container may let go of nothing: what came is still held, and it grew in both stretches, though not
 * evenly. Too little to accuse it, too much to clear the program.
 */
export function mayHoldOnto({ steadiness, keptShare }: Culprit): boolean {
  return (steadiness === null || (steadiness >= steadyMin && steadiness <= steadyMax)) && keptShare >= 0.8;
}
