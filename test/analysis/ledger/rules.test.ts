import { expect, test } from 'vitest';
import type { LedgerFacts } from '../../../src/analysis/ledger/ledgerRule.ts';
import { ledgerRules } from '../../../src/analysis/ledger/ledgerRules.ts';
import type { SpawnSite } from '../../../src/protocol/ledger.ts';
import { drawnRows, madeProcess } from './drawnProcesses.ts';

const server = (pid: number, parentPid: number) => madeProcess(pid, parentPid, 'node mcp-files.js');
const left = { stdin: 'gone', stdout: 'gone' } as const;
const factsOf = (drawn: Parameters<typeof drawnRows>[0], spawns: readonly SpawnSite[] = []): LedgerFacts => ({
  processes: [...drawnRows(drawn).values()].map((row) => ({ ...row, targetId: null, spawnPlace: null })),
  spawns,
});
const site: SpawnSite = {
  targetId: 't',
  kind: 'process',
  name: 'mcp-files.js',
  command: 'node mcp-files.js',
  place: { file: '/app/a.ts', line: 7, column: 1 },
  startedCount: 20,
  runningCount: 1,
  perSecond: 2,
  lifeMs: 400,
  startMs: 200,
};

const speaking: Readonly<Record<string, LedgerFacts>> = {
  'orphan-processes': factsOf(
    [
      [server(60, 1), left],
      [server(61, 1), left],
    ],
    [{ ...site, startedCount: 1 }],
  ),
  'duplicate-servers': factsOf([[madeProcess(60, 1, 'node gateway.js')], [server(61, 60)], [server(62, 60)]]),
  'spawn-per-turn': factsOf([], [site]),
};
const silent: Readonly<Record<string, readonly LedgerFacts[]>> = {
  'orphan-processes': [factsOf([[server(60, 1)]])],
  'duplicate-servers': [
    factsOf([
      [server(61, 1), left],
      [server(62, 1), left],
    ]),
  ],
  'spawn-per-turn': [
    factsOf([], [{ ...site, startedCount: 4 }]),
    factsOf([], [{ ...site, lifeMs: 60_000 }]),
    factsOf([], [{ ...site, runningCount: 18 }]),
    factsOf([], [{ ...site, name: 'git' }]),
    factsOf([], [{ ...site, startMs: 1 }]),
  ],
};

test.each(ledgerRules.map((rule) => [rule.name, rule] as const))(
  '%s speaks once for its trouble, and is silent for the others',
  (name, rule) => {
    const [trouble, ...others] = rule.look(speaking[name] ?? factsOf([]));
    expect(others).toEqual([]);
    expect(trouble?.evidence.length).toBeGreaterThan(0);
    expect(trouble?.disprovedBy).not.toBe('');
    expect(trouble?.place !== null || trouble.placeReason !== undefined).toBe(true);
    for (const facts of silent[name] ?? []) expect(rule.look(facts)).toEqual([]);
    for (const [other, facts] of Object.entries(speaking)) if (other !== name) expect(rule.look(facts)).toEqual([]);
  },
);

test('orphans are shown where a watched program starts their like', () => {
  const [trouble] =
    ledgerRules.find(({ name }) => name === 'orphan-processes')?.look(speaking['orphan-processes'] ?? factsOf([])) ??
    [];
  expect(trouble).toMatchObject({ place: { file: '/app/a.ts', line: 7 }, saving: { value: 121_000, unit: 'bytes' } });
});
