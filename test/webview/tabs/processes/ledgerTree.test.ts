import { expect, test } from 'vitest';
import type { LedgerProcess } from '../../../../src/protocol/ledger.ts';
import { ledgerRows, rowKey } from '../../../../webview/tabs/processes/ledgerTree.ts';
import { fullScenario } from '../../../support/panel/scenario.ts';
import { ledgerOf } from '../../../support/panel/ledgerFacts.ts';

const { processes, totals } = ledgerOf({ ...fullScenario, orphans: 2 }, 0);
const order = { sort: 'age', descending: true } as const;
const keys = (change: Partial<Parameters<typeof ledgerRows>[2]> = {}, given: readonly LedgerProcess[] = processes) =>
  ledgerRows(given, totals, { order, filter: '', isFolded: (key) => key === 'tools', ...change }).map((row) =>
    row.kind === 'process' ? `${row.level} ${row.process.name}` : rowKey(row),
  );

test('living trees, then orphans, then the folded rest, then the sums', () =>
  expect(keys()).toEqual([
    '1 npm run dev',
    '2 gateway.ts',
    '3 mcp-files.js',
    '3 mcp-search.js',
    '3 mcp-files.js',
    'orphans',
    '2 tools-server.ts',
    '2 tools-server.ts',
    'tools',
    'sum',
  ]));

test('a folded row hides what is below; a filter gives a plain list', () => {
  expect(keys({ isFolded: () => true })).toEqual(['1 npm run dev', 'orphans', 'tools', 'sum']);
  expect(keys({ filter: 'SEARCH' })).toEqual(['1 mcp-search.js']);
  expect(keys({ filter: 'nothing of the kind' })).toEqual([]);
});

test('siblings stand in the order that was chosen, and nothing gives nothing', () => {
  const files = (descending: boolean) =>
    keys({ order: { sort: 'pss', descending } }).filter((key) => key.startsWith('3 '));
  expect(files(true)).toEqual(files(false).toReversed());
  expect(keys({}, [])).toEqual([]);
});
