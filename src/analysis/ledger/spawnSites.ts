import type { ChildLife, SpawnSite } from '../../protocol/ledger.ts';
import type { Place } from '../../protocol/places.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { EpochMs, Milliseconds } from '../../protocol/units.ts';
import { commandShape } from './commandShape.ts';
import { grouped } from './grouped.ts';
import { redactedCommand } from './redactedCommand.ts';

/** A child of a watched program with the line that started it. */
export type PlacedChild = {
  readonly targetId: TargetId;
  readonly kind: 'process' | 'thread';
  readonly pid: number | null;
  readonly file: string;
  readonly command: readonly string[];
  readonly startedAt: EpochMs;
  readonly firstOutputAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly place: Place | null;
};

/** Rates are told over this time, or since the first start in it. */
const windowMs = 60_000;
const livesMs = 30_000;

function nameOf({ kind, file, command }: PlacedChild): string {
  if (kind === 'thread') return 'worker thread';
  const shape = commandShape({ executable: file, command });
  const [, option, line] = command;
  // A line for a shell is a command itself.
  if (shape.kind === 'shell' && option === '-c' && line !== undefined)
    return commandShape({ executable: '', command: line.trim().split(/\s+/) }).name;
  return shape.name;
}

const median = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
};

const differences = (children: readonly PlacedChild[], end: (child: PlacedChild) => EpochMs | null): Milliseconds[] =>
  children.flatMap((child) => {
    const at = end(child);
    return at === null ? [] : [Math.max(0, at - child.startedAt)];
  });

function siteOf(children: readonly PlacedChild[], now: EpochMs): SpawnSite | undefined {
  const recent = children.filter(({ startedAt }) => now - startedAt <= windowMs);
  const [first] = recent;
  const last = recent.at(-1);
  if (first === undefined || last === undefined) return undefined;
  // Between the first and the last start lie as many gaps as there are other starts.
  const spanMs = Math.max(1, now - first.startedAt);
  return {
    targetId: first.targetId,
    kind: first.kind,
    name: nameOf(last),
    command: redactedCommand(last.command),
    place: last.place,
    startedCount: recent.length,
    runningCount: children.filter(({ endedAt }) => endedAt === null).length,
    perSecond: recent.length < 2 ? 0 : (recent.length / spanMs) * 1_000,
    lifeMs: median(differences(recent, ({ endedAt }) => endedAt)),
    startMs: median(differences(recent, ({ firstOutputAt }) => firstOutputAt)),
  };
}

/** The lines that started children in the last minute, and what became of those; the busiest first. */
export function spawnSites(children: readonly PlacedChild[], now: EpochMs): readonly SpawnSite[] {
  const keyOf = (child: PlacedChild) =>
    JSON.stringify([child.targetId, child.kind, nameOf(child), child.place?.file, child.place?.line]);
  return [...grouped(children, keyOf).values()]
    .flatMap((group) => siteOf(group, now) ?? [])
    .toSorted((one, other) => other.startedCount - one.startedCount);
}

/** Lives of the last half minute, the oldest first. */
export function recentLives(children: readonly PlacedChild[], now: EpochMs): readonly ChildLife[] {
  return children
    .filter(({ startedAt, endedAt }) => now - startedAt < livesMs || (endedAt !== null && now - endedAt < livesMs))
    .map((child) => {
      const { targetId, pid, kind, startedAt, firstOutputAt, endedAt } = child;
      return { targetId, pid, kind, name: nameOf(child), startedAt, firstOutputAt, endedAt };
    });
}
