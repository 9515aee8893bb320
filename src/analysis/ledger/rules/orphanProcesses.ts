import type { Evidence } from '../../../protocol/findings.ts';
import type { LedgerProcess } from '../../../protocol/ledger.ts';
import { grouped } from '../grouped.ts';
import type { LedgerFacts, LedgerRule, Trouble } from '../ledgerRule.ts';
import { memoryOf, placeOfSpawn } from '../troubleParts.ts';

/** Launchers are told with what they started, not by themselves. */
const countsAlone = ({ role }: LedgerProcess) => role !== 'launcher';

function troubleOf(orphans: readonly LedgerProcess[], facts: LedgerFacts): readonly Trouble[] {
  const [first] = orphans.toSorted((one, other) => other.ageMs - one.ageMs);
  if (first === undefined) return [];
  const memory = memoryOf(orphans);
  const evidence: readonly Evidence[] = [
    { name: 'orphans', value: orphans.length, unit: 'count' },
    ...(memory === null ? [] : [memory]),
    { name: 'age of the oldest', value: first.ageMs, unit: 'ms' },
  ];
  const isOne = orphans.length === 1;
  return [
    {
      key: `${first.name}\n${first.folder ?? ''}`,
      title: isOne
        ? `${first.name} is left over: the program that started it has ended`
        : `${orphans.length} processes of ${first.name} are left over: the programs that started them have ended`,
      severity: 'warning',
      ...placeOfSpawn(first, facts, 'The program that started them has ended.'),
      evidence,
      saving: memory,
      confidence: 'measured',
      disprovedBy: `A program that still speaks to ${isOne ? `process ${first.pid}` : 'one of them'}, by a way other than its standard input or its channel.`,
      program: first.name,
      advice: {
        text: 'Reap them, and let the program end by itself when its standard input ends.',
        changes: [],
        effort: 'line',
        costs: [],
        risks: ['A process that works on without being spoken to would be ended in the middle of it.'],
      },
    },
  ];
}

/** Servers and tools that nobody can speak to any more. */
export const orphanProcesses: LedgerRule = {
  name: 'orphan-processes',
  purpose: 'A process whose parent has ended, and to whose input nobody holds the other end.',
  look: (facts) => {
    const orphans = facts.processes.filter(({ orphan }) => orphan);
    const counted = orphans.some(countsAlone) ? orphans.filter(countsAlone) : orphans;
    const groups = grouped(counted, ({ name, folder }) => `${name}\n${folder ?? ''}`);
    return [...groups.values()].flatMap((group) => troubleOf(group, facts));
  },
};
