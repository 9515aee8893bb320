import { createHash } from 'node:crypto';
import type { LedgerFacts, LedgerRule } from '../../analysis/ledger/ledgerRule.ts';
import { ledgerRules } from '../../analysis/ledger/ledgerRules.ts';
import { ledgerTotals } from '../../analysis/ledger/ledgerRows.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { Ledger } from '../../protocol/ledger.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Handlers } from '../channel/handlers.ts';
import { processesOfThisSystem } from '../session/systemProcesses.ts';
import type { Targets } from '../session/targets.ts';
import { openProcessLedger } from './processLedger.ts';
import { reap } from './reap.ts';

/** The ledger of processes. */
export type LedgerPart = { readonly handlers: Handlers<'ledger/read' | 'ledger/reap'> };

export type LedgerPartTools = {
  /** The folder of our own programs. */
  readonly programFolder: string;
  readonly targets: Pick<Targets, 'list'>;
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

export function ledgerPart({ programFolder, targets, now }: LedgerPartTools): LedgerPart {
  const ledger = openProcessLedger({ programFolder, hostPid: process.pid, now });
  const system = processesOfThisSystem();

  const read = async (pid: number | null): Promise<Ledger> => {
    const { at, rows, unknowns } = await ledger.read(pid);
    const watched = new Set(targets.list().flatMap(({ targetId, state }) => (state === 'watching' ? [targetId] : [])));
    const processes = rows.map((row) => {
      const targetId = `${row.pid}-${row.startKey}`;
      return { ...row, targetId: watched.has(targetId) ? targetId : null, spawnPlace: null };
    });
    const facts = { processes, spawns: [] };
    const findings = ledgerRules.flatMap((rule) => findingsOf(rule, facts, at));
    return { at, ...facts, totals: ledgerTotals(rows), lives: [], findings, unknowns };
  };

  return {
    handlers: {
      'ledger/read': ({ pid }) => read(pid),
      'ledger/reap': async ({ processes }, { signal }) => ({
        reaped: await reap(processes, { ledger, startKeyOf: (pid) => system?.startKeyOf(pid) }, signal),
      }),
    },
  };
}
