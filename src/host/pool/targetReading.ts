import type { PoolReading } from '../../analysis/pool/poolReading.ts';
import type { LoadRun } from '../../protocol/loadRun.ts';
import type { PoolFigures } from '../../protocol/probeChannel.ts';
import type { Count } from '../../protocol/units.ts';

/** Fewer looks than this say nothing of what a client does in hand. */
const samplesMin = 20;

/**
 * The reading of one step of a target's pool. Work is what the load completed; without a load of ours it is the clients
 * handed out. `note` tells why the size did not hold, where it did not.
 */
export function targetReading(
  size: Count,
  figures: PoolFigures,
  run: LoadRun | null,
  note: string | null,
): PoolReading {
  const { acquires, heldSamples, queriedSamples } = figures;
  const seconds = run?.seconds ?? figures.seconds;
  const failures = figures.failures > 0 ? `${figures.failures} got no client` : null;
  return {
    size,
    seconds,
    completed: run?.completed ?? acquires,
    errors: run?.errors ?? figures.failures,
    // The figures were read a moment before or after the load's own time.
    acquires: figures.seconds > 0 ? Math.round((acquires / figures.seconds) * seconds) : acquires,
    wait: figures.wait,
    hold: figures.hold,
    queryShare: heldSamples < samplesMin ? null : queriedSamples / heldSamples,
    busyMax: figures.busyMax,
    totalMax: figures.totalMax,
    waitersMax: figures.waitersMax,
    stretches: [],
    note: [note, run === null ? null : failures].filter((part) => part !== null).join('; ') || null,
  };
}
