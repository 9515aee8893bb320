import { ledgerTotals } from '../../../src/format/ledgerTotals.ts';
import type { ChildLife, Ledger, LedgerProcess } from '../../../src/protocol/ledger.ts';
import { noise } from './facts.ts';
import type { Scenario } from './scenario.ts';

const place = (file: string, line: number) => ({ file: `/home/me/agents/src/${file}`, line, column: 3 });

function processOf(pid: number, parentPid: number, name: string, change: Partial<LedgerProcess> = {}): LedgerProcess {
  return {
    pid,
    parentPid,
    startKey: String(pid),
    startedAt: 0,
    ageMs: 8_040_000,
    name,
    command: `node dist/${name}`,
    folder: '/home/me/agents',
    role: 'mcp-server',
    state: 'running',
    rssBytes: 98_000_000,
    pssBytes: 40_000_000 + Math.floor(noise(pid) * 2e7),
    cpuShare: noise(pid) * 0.01,
    descriptors: 19,
    threads: 11,
    orphan: false,
    orphanReason: null,
    duplicateOf: null,
    stdioPeerGone: false,
    listens: false,
    container: null,
    keepReason: null,
    targetId: null,
    spawnPlace: null,
    ...change,
  };
}

const left = {
  ageMs: 5_460_000,
  role: 'tool',
  orphan: true,
  stdioPeerGone: true,
  orphanReason: 'Its parent has ended, and nobody holds the other end of its standard input.',
} as const;

function livingTree(): readonly LedgerProcess[] {
  const at = place('mcp.ts', 31);
  return [
    processOf(4098, 1, 'npm run dev', { role: 'launcher', command: 'npm run dev' }),
    processOf(4121, 4098, 'gateway.ts', {
      role: 'gateway',
      cpuShare: 0.71,
      descriptors: 248,
      targetId: 't0',
      listens: true,
    }),
    processOf(4140, 4121, 'mcp-files.js', { spawnPlace: at }),
    processOf(4388, 4121, 'mcp-files.js', { spawnPlace: at, ageMs: 3_720_000, duplicateOf: 4140 }),
    processOf(4141, 4121, 'mcp-search.js', { spawnPlace: at }),
  ];
}

function livesAt(now: number): readonly ChildLife[] {
  return Array.from({ length: 64 }, (_, index): ChildLife => {
    const startedAt = now - 10_000 + index * 155;
    const life = 600 + noise(index) * 90;
    const isOver = startedAt + life < now;
    return {
      targetId: 't0',
      pid: 9_000 + index,
      kind: 'process',
      name: 'tools-server.ts',
      startedAt,
      firstOutputAt: startedAt + 312 < now ? startedAt + 312 : null,
      endedAt: isOver ? startedAt + life : null,
    };
  });
}

/** The ledger as a host would tell it, in the scenario's size. */
export function ledgerOf(scenario: Scenario, at: number): Ledger {
  const orphans = Array.from({ length: scenario.orphans }, (_, index) =>
    processOf(20_000 + index * 17, 1, 'tools-server.ts', left),
  );
  const editor = processOf(700, 1, 'server-main.js', { role: 'editor', keepReason: 'The editor needs it.' });
  const isEmpty = scenario.targets === 0;
  const processes = isEmpty ? [] : [...livingTree().slice(0, scenario.orphans === 0 ? 3 : 5), ...orphans, editor];
  const site = place('tools.ts', 27);
  const isBusy = !isEmpty && scenario.orphans > 0;
  const spawn = {
    targetId: 't0',
    kind: 'process',
    name: 'tools-server.ts',
    command: 'node dist/tools-server.ts',
    place: site,
    startedCount: 390,
    runningCount: 4,
    perSecond: 6.5,
    lifeMs: 641,
    startMs: 312,
  } as const;
  return {
    at,
    processes,
    totals: ledgerTotals(processes),
    spawns: isBusy ? [spawn] : [],
    lives: isBusy ? livesAt(at) : [],
    findings: isBusy
      ? [
          {
            findingId: 'spawn',
            rule: 'spawn-per-turn',
            title: 'tools-server.ts is started anew each time: 390 times in the last minute',
            severity: 'warning',
            place: site,
            evidence: [{ name: 'starts', value: 6.5, unit: 'perSecond' }],
            saving: null,
            confidence: 'likely',
            disprovedBy: 'The same work with one that is kept.',
            state: 'new',
            foundAt: at,
          },
        ]
      : [],
    unknowns: [],
  };
}
