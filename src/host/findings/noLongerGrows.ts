import type { Finding } from '../../protocol/findings.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Captures } from '../captures/captures.ts';
import type { NoLongerSeen } from './findings.ts';

/**
 * The rules whose findings a look may end. Two snapshots end what two snapshots showed: without work between them they
 * say nothing of a leak that was measured over many cycles. A hunt ends both.
 */
const endedBy = {
  comparison: new Set(['heap-growth']),
  hunt: new Set(['heap-growth', 'leak']),
} satisfies Readonly<Record<string, ReadonlySet<string>>>;

/** A look at what grows in a program. */
export type GrowthLook = {
  readonly kind: keyof typeof endedBy;
  readonly program: string;
  /** The moment up to which it saw: when its last snapshot was taken, or its last cycle ended. */
  readonly seenUntil: EpochMs;
  /** All that grew, also where it was not worth a finding of its own. */
  readonly grown: readonly Finding[];
  /** In words: `no growth between snapshot 2 and snapshot 3`. */
  readonly reason: string;
};

/** The same thing for both rules: what stands at one place. */
function placeKey({ place }: Finding): string | null {
  return place === null ? null : `${place.file}\n${place.symbol ?? place.line}`;
}

/** Earlier findings of growth in the same program that a newer look did not show again. */
export function noLongerGrows(look: GrowthLook, captures: Pick<Captures, 'list'>): NoLongerSeen {
  const takenAt = new Map(captures.list().map((capture) => [capture.captureId, capture.takenAt]));
  const grownIds = new Set(look.grown.map(({ findingId }) => findingId));
  const grownPlaces = new Set(look.grown.map(placeKey));
  const seenUntil = ({ diff, foundAt }: Finding) =>
    (diff === undefined ? undefined : takenAt.get(diff.after)) ?? foundAt;
  return {
    reason: look.reason,
    isOf: (finding) => {
      const key = placeKey(finding);
      return (
        endedBy[look.kind].has(finding.rule) &&
        finding.program === look.program &&
        seenUntil(finding) < look.seenUntil &&
        !grownIds.has(finding.findingId) &&
        (key === null || !grownPlaces.has(key))
      );
    },
  };
}
