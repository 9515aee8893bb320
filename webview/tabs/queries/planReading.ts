import type { HostClient } from '../../../src/channel/hostClient.ts';
import type { PlanId, QueryPlan } from '../../../src/protocol/plans.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { Asked, type AskedState } from '../../store/asked.ts';

/** The plan that is looked at. A newer answer about the same plan replaces the one in sight when it has come. */
export class PlanReading {
  private readonly changed: () => void;
  private readonly now: () => EpochMs;
  private asked: Asked<QueryPlan> | null = null;
  private key: readonly unknown[] = [];
  private last: QueryPlan | null = null;

  constructor(changed: () => void, now: () => EpochMs) {
    this.changed = changed;
    this.now = now;
  }

  /** Asks for the plan where it, the client, or what the host knows of plans (`version`) is another. */
  look(client: HostClient | null, planId: PlanId | null, version: unknown): void {
    if (client === null) return;
    const key = [client, planId, version];
    if (key.every((part, index) => part === this.key[index])) return;
    this.key = key;
    this.asked?.cancel();
    if (this.last?.planId !== planId) this.last = null;
    if (planId === null) {
      this.asked = null;
      return;
    }
    const asked = new Asked<QueryPlan>(
      ({ signal }) => client.request('plans/get', { planId }, { signal }),
      () => {
        if (asked !== this.asked) return;
        this.last = asked.value ?? this.last;
        this.changed();
      },
      this.now,
    );
    this.asked = asked;
  }

  /** The plan, as far as it is known. */
  get plan(): QueryPlan | null {
    return this.last;
  }

  get state(): AskedState<QueryPlan> | null {
    return this.asked?.state ?? null;
  }

  /** Asks again at the next look. */
  again(): void {
    this.key = [];
    this.changed();
  }

  close(): void {
    this.asked?.cancel();
    this.asked = null;
    this.key = [];
  }
}
