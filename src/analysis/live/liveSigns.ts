import type { EpochMs } from '../../protocol/units.ts';
import type { LiveFacts } from './liveFacts.ts';
import type { LiveRule, LiveSign } from './liveRule.ts';

/** A sign that has been seen for a time. */
type Standing = {
  readonly rule: LiveRule;
  readonly sign: LiveSign;
  readonly since: EpochMs;
  readonly seenAt: EpochMs;
  readonly isRaised: boolean;
};

/** What is being seen in one program, by rule and subject. */
export type Standings = ReadonlyMap<string, Standing>;

export type SignChanges = {
  readonly standings: Standings;
  /** Signs that have stayed long enough just now. */
  readonly raised: readonly { readonly rule: LiveRule; readonly sign: LiveSign }[];
  /** Signs that were raised and have not been seen for long enough. */
  readonly cleared: readonly { readonly rule: LiveRule; readonly sign: LiveSign }[];
  /** All that are raised now. */
  readonly standing: readonly { readonly rule: LiveRule; readonly sign: LiveSign }[];
};

const keyOf = (rule: LiveRule, sign: LiveSign) => `${rule.name}\n${sign.subject}`;

/**
 * The signs of this moment after those before. A sign that comes and goes is not raised, and one that is raised stays so
 * through a short gap: between the two it does not flicker.
 */
export function nextSigns(before: Standings, rules: readonly LiveRule[], facts: LiveFacts): SignChanges {
  const { now } = facts;
  const next = new Map<string, Standing>();
  const raised: { rule: LiveRule; sign: LiveSign }[] = [];
  const cleared: { rule: LiveRule; sign: LiveSign }[] = [];
  for (const rule of rules) {
    for (const sign of rule.signs(facts)) {
      const key = keyOf(rule, sign);
      const known = before.get(key);
      const since = known?.since ?? now;
      const wasRaised = known?.isRaised ?? false;
      const isRaised = wasRaised || now - since >= rule.holdsMs;
      if (isRaised && !wasRaised) raised.push({ rule, sign });
      next.set(key, { rule, sign, since, seenAt: now, isRaised });
    }
  }
  for (const [key, standing] of before) {
    if (next.has(key)) continue;
    const { rule, sign, seenAt, isRaised } = standing;
    // What is not raised yet starts anew after a gap; a reading may be missing.
    const patienceMs = isRaised ? rule.clearsMs : Math.min(rule.clearsMs, rule.holdsMs / 2);
    if (now - seenAt < patienceMs) next.set(key, standing);
    else if (isRaised) cleared.push({ rule, sign });
  }
  const standing = [...next.values()].filter(({ isRaised }) => isRaised).map(({ rule, sign }) => ({ rule, sign }));
  return { standings: next, raised, cleared, standing };
}
