import { createHash } from 'node:crypto';
import type { LedgerFacts, LedgerRule } from '../../analysis/ledger/ledgerRule.ts';
import { ledgerRules } from '../../analysis/ledger/ledgerRules.ts';
import { ledgerTotals } from '../../format/ledgerTotals.ts';
import { recentLives, spawnSites } from '../../analysis/ledger/spawnSites.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Ledger } from '../../protocol/ledger.ts';
import { limits } from '../../protocol/limits.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { Findings } from '../findings/findings.ts';
import type { Places } from '../places/places.ts';
import { processesOfThisSystem } from '../session/systemProcesses.ts';
import type { Targets } from '../session/targets.ts';
import { placedChildren } from './placedChildren.ts';
import { openProcessLedger } from './processLedger.ts';
import { reap } from './reap.ts';

/** The ledger of processes. */
export type LedgerPart = {
  readonly handlers: Handlers<'ledger/read' | 'ledger/reap'>;
  readonly close: () => void;
};

export type LedgerPartTools = {
  /** The folder of our own programs. */
  readonly programFolder: string;
  readonly targets: Pick<Targets, 'list' | 'children'>;
  readonly places: Places;
  readonly findings: Pick<Findings, 'put' | 'list'>;
  readonly report: (error: unknown) => void;
  readonly now: () => EpochMs;
};

function findingsOf({ name, look }: LedgerRule, facts: LedgerFacts, foundAt: EpochMs): readonly Finding[] {
  return look(facts).map(({ key, ...trouble }) => ({
    ...trouble,
    findingId: createHash('sha256').update(`${name}\n${key}`).digest('hex').slice(0, 16),
    rule: name,
    state: 'new',
    foundAt,
  }));
}

const ruleNames = new Set(ledgerRules.map(({ name }) => name));

/** Wires the ledger. While programs are watched it looks by itself from time to time, and keeps what it found. */
export function ledgerPart(tools: LedgerPartTools): LedgerPart {
  const { programFolder, targets, places, findings, now } = tools;
  const ledger = openProcessLedger({ programFolder, hostPid: process.pid, now });
  const system = processesOfThisSystem();

  const read = async (pid: number | null): Promise<Ledger> => {
    const { at, rows, unknowns } = await ledger.read(pid);
    const watched = new Set(targets.list().flatMap(({ targetId, state }) => (state === 'watching' ? [targetId] : [])));
    const children = await placedChildren(targets, places);
    const placeOf = new Map(children.map((child) => [child.pid, child.place]));
    const processes = rows.map((row) => {
      const targetId = `${row.pid}-${row.startKey}`;
      return { ...row, targetId: watched.has(targetId) ? targetId : null, spawnPlace: placeOf.get(row.pid) ?? null };
    });
    const facts = { processes, spawns: spawnSites(children, at) };
    const found = ledgerRules.flatMap((rule) => findingsOf(rule, facts, at));
    return { at, ...facts, totals: ledgerTotals(rows), lives: recentLives(children, at), findings: found, unknowns };
  };

  /** Keeps what is found, and says of what was found earlier and is no longer there that it is gone. */
  const keep = async (): Promise<void> => {
    if (targets.list().every(({ state }) => state !== 'watching')) return;
    const { findings: found } = await read(null);
    const known = findings.list().filter(({ rule, state }) => ruleNames.has(rule) && state !== 'gone');
    if (found.length + known.length === 0) return;
    findings.put(found, { isOf: ({ rule }) => ruleNames.has(rule), reason: 'looked again: it is no longer so' });
  };
  const timer = setInterval(() => void keep().catch(tools.report), limits.ledgerKeepMs.value);
  timer.unref();

  return {
    handlers: {
      'ledger/read': ({ pid }) => read(pid),
      'ledger/reap': async ({ processes }, { signal }) => {
        const reaped = await reap(processes, { ledger, startKeyOf: (pid) => system?.startKeyOf(pid) }, signal);
        await keep();
        return { reaped };
      },
    },
    close: () => clearInterval(timer),
  };
}
