import { limits } from '../../protocol/limits.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';

/** Crashes older than this no longer count. */
const windowMs: Milliseconds = 5 * 60_000;
const delaysMs: readonly Milliseconds[] = [500, 2_000, 5_000];

/** What to do after the host has ended by itself. */
export type AfterCrash =
  | { readonly kind: 'restart'; readonly inMs: Milliseconds }
  | { readonly kind: 'stop'; readonly crashes: number };

/**
 * Whether to start the host again. `crashedAt` are the moments at which it ended by itself, the last one now; at most
 * `hostRestartsMax` restarts in five minutes, each after a longer pause.
 */
export function afterCrash(crashedAt: readonly EpochMs[], now: EpochMs): AfterCrash {
  const recent = crashedAt.filter((at) => now - at < windowMs).length;
  if (recent > limits.hostRestartsMax.value) return { kind: 'stop', crashes: recent };
  return { kind: 'restart', inMs: delaysMs[Math.min(recent, delaysMs.length) - 1] ?? 0 };
}
