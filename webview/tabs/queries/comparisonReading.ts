import type { HostClient } from '../../../src/channel/hostClient.ts';
import type { PlanComparison, PlanId } from '../../../src/protocol/plans.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { Asked, type AskedState } from '../../store/asked.ts';

/** An earlier plan held against the one that is looked at; nothing is asked until one is picked. */
export class ComparisonReading {
  private readonly changed: () => void;
  private readonly now: () => EpochMs;
  private asked: Asked<PlanComparison> | null = null;
  private key: readonly unknown[] = [];

  constructor(changed: () => void, now: () => EpochMs) {
    this.changed = changed;
    this.now = now;
  }

  /** Asks where the client or one of the two plans is another; `before` null: none is picked. */
  look(client: HostClient | null, before: PlanId | null, after: PlanId | null): void {
    const key = [client, before, after];
    if (key.every((part, index) => part === this.key[index])) return;
    this.key = key;
    this.asked?.cancel();
    this.asked =
      client === null || before === null || after === null
        ? null
        : new Asked<PlanComparison>(
            ({ signal }) => client.request('plans/compare', { before, after }, { signal }),
            this.changed,
            this.now,
          );
  }

  get state(): AskedState<PlanComparison> | null {
    return this.asked?.state ?? null;
  }
}
