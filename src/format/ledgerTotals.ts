import type { LedgerProcess, LedgerTotals } from '../protocol/ledger.ts';

function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Sums over rows. RSS is never summed: what processes share would count for each. */
export function ledgerTotals(
  rows: readonly Pick<LedgerProcess, 'orphan' | 'duplicateOf' | 'pssBytes' | 'cpuShare' | 'descriptors'>[],
): LedgerTotals {
  const orphans = rows.filter(({ orphan }) => orphan);
  const same = rows.filter(({ duplicateOf, orphan }) => duplicateOf !== null && !orphan);
  const pssOf = (some: typeof rows) => sumOf(some.map(({ pssBytes }) => pssBytes));
  return {
    processes: rows.length,
    pssBytes: pssOf(rows),
    cpuShare: sumOf(rows.map(({ cpuShare }) => cpuShare)),
    descriptors: sumOf(rows.map(({ descriptors }) => descriptors)),
    orphans: orphans.length,
    orphanBytes: orphans.length === 0 ? 0 : pssOf(orphans),
    duplicates: same.length,
    duplicateBytes: same.length === 0 ? 0 : pssOf(same),
  };
}
