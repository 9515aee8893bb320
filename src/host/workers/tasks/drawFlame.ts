import type { Watch } from '../../../analysis/heap/halt.ts';
import { drawnFlame, type DrawnFlame, type FlameSubject } from '../../../analysis/profile/drawnFlame.ts';
import { limits } from '../../../protocol/limits.ts';

/** The boxes of a flame graph that can be seen. */
export function drawFlame(
  {
    subject,
    sight,
    isMatch,
  }: {
    readonly subject: FlameSubject;
    readonly sight: { readonly from: number | null; readonly to: number | null; readonly pixels: number };
    /** Marks by function; null where nothing is searched. */
    readonly isMatch: Uint8Array | null;
  },
  watch: Watch,
): DrawnFlame {
  return drawnFlame(subject, sight, limits.flameBoxesMax.value, isMatch, watch);
}
