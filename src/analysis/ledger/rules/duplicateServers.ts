import type { LedgerProcess } from '../../../protocol/ledger.ts';
import { grouped } from '../grouped.ts';
import type { LedgerFacts, LedgerRule, Trouble } from '../ledgerRule.ts';
import { memoryOf, placeOfSpawn } from '../troubleParts.ts';

function troubleOf(pid: number, same: readonly LedgerProcess[], facts: LedgerFacts): Trouble {
  const first = facts.processes.find((process) => process.pid === pid);
  const named = first?.name ?? same[0]?.name ?? `process ${pid}`;
  const owner = facts.processes.find((process) => process.pid === first?.parentPid);
  const memory = memoryOf(same);
  return {
    key: `${named}\n${first?.folder ?? ''}\n${owner?.name ?? ''}`,
    title: `${named} runs ${same.length + 1} times with the same arguments${owner === undefined ? '' : ` under ${owner.name}`}: one would do`,
    severity: first?.role === 'mcp-server' ? 'warning' : 'info',
    ...placeOfSpawn(same[0] ?? first, facts, 'The program that started them is not being watched.'),
    evidence: [
      { name: 'processes of the same server', value: same.length + 1, unit: 'count' },
      ...(memory === null ? [] : [{ ...memory, name: 'memory of those beyond the first' }]),
    ],
    saving: memory,
    confidence: first?.role === 'mcp-server' ? 'likely' : 'possible',
    disprovedBy: 'Requests that run in several of them at the same time: then they are a pool.',
    program: owner?.name ?? named,
    advice: {
      text: 'Open the server once and hand its client to all who use it.',
      changes: [],
      effort: 'line',
      costs: [],
      risks: ['Where the server handles one request at a time, those of several users wait for each other.'],
    },
  };
}

/** The same server, opened several times by the same program. */
export const duplicateServers: LedgerRule = {
  name: 'duplicate-servers',
  purpose: 'The same server with the same arguments runs several times under one program.',
  look: (facts) => {
    // What is an orphan goes as such; that it is also there twice says nothing more.
    const living = facts.processes.filter(({ orphan }) => !orphan);
    const same = living.filter(({ duplicateOf }) => duplicateOf !== null);
    const groups = grouped(same, ({ duplicateOf }) => duplicateOf ?? 0);
    return [...groups].map(([pid, group]) => troubleOf(pid, group, facts));
  },
};
