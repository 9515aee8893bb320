import type { MaintenanceCandidate } from '../candidate.ts';
import { copiedTree } from '../copiedTree.ts';
import { countText, isCostly, isLarge } from '../gates.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../rule.ts';

const name = 'bloat';
const pageBytes = 8_192;
/** What a row takes beside its values, and the share of a page that is usually filled. */
const rowBytes = 28;
const filledShare = 0.9;
/** So many times the pages that the rows need. */
const bloatMin = 2;
const pagesMin = 200;

function neededPages({ scan, table }: ScannedTable): number {
  const width = table.columns.reduce((sum, { statistics }) => sum + (statistics?.width ?? 8), rowBytes);
  const rows = Math.max(table.activity.liveRows, (scan.rowsKept + scan.rowsRemoved) / scan.loops);
  return Math.max(1, (rows * width) / (pageBytes * filledShare));
}

function candidateFor(scanned: ScannedTable, { syntax }: StatementFacts): readonly MaintenanceCandidate[] {
  const { scan, table } = scanned;
  const { pages, deadRows, liveRows } = table.activity;
  const needed = neededPages(scanned);
  if (pages < pagesMin || pages < needed * bloatMin || table.isPartitioned) return [];
  const seen = `goes through ${countText(pages)} pages of ${table.name} for rows that need ${countText(needed)}`;
  return [
    {
      kind: 'maintenance',
      rule: name,
      cause: `${table.schema}.${table.name} ${scan.alias}`,
      seen,
      what: `VACUUM FULL of ${table.name}`,
      text: `Write ${table.name} anew by VACUUM FULL (or pg_repack, which locks nobody out): the statement ${seen}.`,
      caveats: [
        'VACUUM FULL locks the table for reading and writing until it is done, and needs room for a second copy. pg_repack does the same without the lock.',
        'A plain VACUUM makes the room free for new rows, and does not shrink the table.',
      ],
      evidence: [
        { name: `pages of ${table.name}`, value: pages, unit: 'count' },
        { name: 'pages its rows need, at most', value: Math.ceil(needed), unit: 'count' },
        { name: 'dead rows', value: deadRows, unit: 'count' },
        { name: 'live rows', value: liveRows, unit: 'count' },
      ],
      table,
      tree: copiedTree(syntax, table),
      how: 'rewritten',
    },
  ];
}

/** A table takes many times the pages that its rows need. */
export const bloat: AdviceRule = {
  name,
  purpose: 'A table is many times as large as its rows, and all of it is read.',
  candidates: (facts) =>
    facts.scans
      .filter(({ scan, table }) => isLarge(table, scan) || table.activity.pages >= pagesMin)
      .filter(({ scan }) => isCostly(scan, facts))
      .flatMap((scanned) => candidateFor(scanned, facts)),
};
