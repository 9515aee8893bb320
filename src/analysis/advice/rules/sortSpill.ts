import { scanIndex } from '../expressionIndex.ts';
import { countText, isLarge } from '../gates.ts';
import { isThereAlready, type IndexCandidate } from '../indexCandidate.ts';
import { orderColumns, servableColumns } from '../indexColumns.ts';
import type { AdviceRule, ScannedTable } from '../rule.ts';

const name = 'sort-spill';

function candidatesFor(scanned: ScannedTable): readonly IndexCandidate[] {
  const { scan, table } = scanned;
  if (scan.spill === null) return [];
  const servable = servableColumns(table, [...scan.indexConditions, ...scan.filter]);
  const list = orderColumns(table, servable, scan.spill.keys);
  if (list === null) return [];
  const seen = `sorts ${countText(scan.spill.rows)} rows of ${table.name} on disk, which an index would give in their order`;
  return [{ ...scanIndex(scanned, list.columns, { rule: name, seen, heldCount: list.heldCount }), givesOrder: true }];
}

/** Rows are sorted on disk in an order that an index could give. */
export const sortSpill: AdviceRule = {
  name,
  purpose: 'Rows are sorted on disk, in an order that an index could give.',
  candidates: ({ scans }) =>
    scans
      .filter(({ scan, table }) => isLarge(table, scan))
      .flatMap(candidatesFor)
      .filter((candidate) => !isThereAlready(candidate)),
};
