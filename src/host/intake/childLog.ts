import { limits } from '../../protocol/limits.ts';
import type { ChildrenReport, StartedChild } from '../../protocol/probeChannel.ts';
import type { EpochMs } from '../../protocol/units.ts';

/** A child of a watched program, as far as it has lived. */
export type ChildRecord = Omit<StartedChild, 'childId'> & {
  readonly firstOutputAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
};

/** Children of one target, the newest ones; those that run are kept before those that have ended. */
export class ChildLog {
  private readonly records = new Map<number, ChildRecord>();

  add({ started, written, ended }: ChildrenReport): void {
    for (const { childId, ...child } of started)
      this.records.set(childId, { ...child, firstOutputAt: null, endedAt: null });
    for (const [childId, at] of written) this.change(childId, { firstOutputAt: at });
    for (const [childId, at] of ended) this.change(childId, { endedAt: at });
    const excess = this.records.size - limits.childRecordsMax.value;
    if (excess > 0) this.drop(excess);
  }

  /** In the order of their start. */
  list(): readonly ChildRecord[] {
    return [...this.records.values()];
  }

  private change(childId: number, change: Partial<ChildRecord>): void {
    const record = this.records.get(childId);
    if (record !== undefined) this.records.set(childId, { ...record, ...change });
  }

  private drop(excess: number): void {
    const over = [...this.records].filter(([, { endedAt }]) => endedAt !== null).map(([childId]) => childId);
    const oldest = [...over, ...this.records.keys()].slice(0, excess);
    for (const childId of oldest) this.records.delete(childId);
  }
}
