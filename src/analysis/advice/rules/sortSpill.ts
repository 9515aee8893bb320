import { scanIndex } from '../expressionIndex.ts';
import { countText, isLarge } from '../gates.ts';
import { isThereAlready, type IndexCandidate } from '../indexCandidate.ts';
import { orderColumns, servableColumns } from '../indexColumns.ts';
import type { SettingCandidate } from '../candidate.ts';
import { everyNode, numberOf, textOf, type RawNode } from '../rawPlan.ts';
import type { AdviceRule, ScannedTable } from '../rule.ts';
import { memoryFor } from '../workMemory.ts';

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

/** More memory for what was sorted on disk. It seldom gains much: it is claimed only where it was measured. */
function moreMemory(plan: RawNode): readonly SettingCandidate[] {
  const spilled = everyNode(plan).filter((node) => textOf(node, 'Sort Space Type') === 'Disk');
  const kilobytes = Math.max(0, ...spilled.map((node) => numberOf(node, 'Sort Space Used')));
  const seen = 'sorts more rows than fit into memory, on disk';
  return kilobytes === 0 ? [] : [memoryFor(kilobytes, { rule: name, cause: name, seen })];
}

/** Rows are sorted on disk in an order that an index could give. */
export const sortSpill: AdviceRule = {
  name,
  purpose: 'Rows are sorted on disk, in an order that an index could give.',
  candidates: ({ scans, plan }) => [
    ...scans
      .filter(({ scan, table }) => isLarge(table, scan))
      .flatMap(candidatesFor)
      .filter((candidate) => !isThereAlready(candidate)),
    ...moreMemory(plan),
  ],
};
