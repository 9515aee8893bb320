import { Failure } from '../../protocol/failures.ts';
import type { Finding, FindingId, FindingState } from '../../protocol/findings.ts';
import { limits } from '../../protocol/limits.ts';
import type { Broadcast } from '../channel/handlers.ts';
import type { Store } from '../store/store.ts';

/** What was found, kept over restarts. Each change is told as `findings/changed`. */
export type Findings = {
  /** The newest first. */
  readonly list: () => readonly Finding[];
  /** Adds findings, or replaces those with the same id. */
  readonly put: (findings: readonly Finding[]) => void;
  /** Throws the Failure `badRequest` where there is no such finding. */
  readonly setState: (findingId: FindingId, state: FindingState, reason?: string) => void;
  /** Runs after each change, inside the host. Returns its stop. */
  readonly onChange: (listener: () => void) => () => void;
};

/** States in which a finding may make room for a new one. */
const settled: ReadonlySet<FindingState> = new Set(['dismissed', 'gone', 'verified']);

/** The findings to keep: settled ones go first where there are too many, the oldest of each kind before the newer. */
function withinLimit(findings: readonly Finding[]): readonly Finding[] {
  const surplus = findings.length - limits.findingsMax.value;
  if (surplus <= 0) return findings;
  const byAge = findings.toReversed();
  const leaving = new Set(
    [...byAge.filter(({ state }) => settled.has(state)), ...byAge.filter(({ state }) => !settled.has(state))].slice(
      0,
      surplus,
    ),
  );
  return findings.filter((finding) => !leaving.has(finding));
}

/** Opens the findings of a store. The table holds each as the JSON it crosses processes with. */
export function openFindings(store: Store, broadcast: Broadcast): Findings {
  const { database } = store;
  const read = database.prepare<[], { body: string }>('select body from findings order by found_at desc, finding_id');
  const write = database.prepare(
    'insert or replace into findings (finding_id, rule, state, found_at, body) values (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('delete from findings where finding_id = ?');
  const listeners = new Set<() => void>();
  // Only this part writes the table, and it writes what the type says.
  let all: readonly Finding[] = read.all().map(({ body }): Finding => JSON.parse(body));

  const replaceAll = (next: readonly Finding[]) => {
    const kept = withinLimit(next);
    const old = new Map(all.map((finding) => [finding.findingId, finding]));
    const keptIds = new Set(kept.map(({ findingId }) => findingId));
    database.transaction(() => {
      for (const finding of kept) {
        const { findingId, rule, state, foundAt } = finding;
        if (old.get(findingId) !== finding) write.run(findingId, rule, state, foundAt, JSON.stringify(finding));
      }
      for (const findingId of old.keys()) if (!keptIds.has(findingId)) remove.run(findingId);
    })();
    all = kept;
    broadcast('findings/changed', { findings: all });
    for (const listener of listeners) listener();
  };

  return {
    list: () => all,
    put: (findings) => {
      const ids = new Set(findings.map(({ findingId }) => findingId));
      const rest = all.filter(({ findingId }) => !ids.has(findingId));
      replaceAll([...findings, ...rest].toSorted((a, b) => b.foundAt - a.foundAt));
    },
    setState: (findingId, state, reason) => {
      if (!all.some((finding) => finding.findingId === findingId))
        throw new Failure('badRequest', `there is no finding ${findingId}`);
      replaceAll(all.map((finding) => (finding.findingId === findingId ? withState(finding, state, reason) : finding)));
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function withState(finding: Finding, state: FindingState, stateReason: string | undefined): Finding {
  const { stateReason: _before, ...rest } = finding;
  return { ...rest, state, ...(stateReason === undefined ? {} : { stateReason }) };
}
