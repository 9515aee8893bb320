import type { StatisticsCandidate } from '../candidate.ts';
import { countText, isLarge } from '../gates.ts';
import { quotedTable } from '../indexCandidate.ts';
import { misestimateOf } from '../misestimate.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../rule.ts';
import type { TableFacts } from '../tableFacts.ts';

const name = 'stale-statistics';
/** Share of the rows that have to be written since statistics were gathered. */
const changedShareMin = 0.1;
/** Of a statement that is quicker than this, no plan saves enough. */
const executionMsMin = 1;
const misestimateMin = 3;

function isStale({ table: { activity } }: ScannedTable): boolean {
  return !activity.isAnalyzed || activity.changedRows > Math.max(activity.liveRows, 1) * changedShareMin;
}

function seenOf({ name: tableName, activity }: TableFacts): string {
  return activity.isAnalyzed
    ? `is planned with statistics from before ${countText(activity.changedRows)} rows of ${tableName} were written`
    : `is planned without statistics of ${tableName}, which were never gathered`;
}

/**
 * True where the plan shows that the planner was wrong about the table. The server's count of changed rows alone is not
 * enough: it tells of a load just before ANALYZE only afterwards.
 */
const isMisled = ({ scan, table }: ScannedTable, { plan }: StatementFacts): boolean =>
  !table.activity.isAnalyzed || misestimateOf(plan, scan.alias).factor >= misestimateMin;

function candidatesOf(facts: StatementFacts): readonly StatisticsCandidate[] {
  if (facts.executionMs < executionMsMin) return [];
  const stale = facts.scans.filter(
    (scanned) => isLarge(scanned.table, scanned.scan) && isStale(scanned) && isMisled(scanned, facts),
  );
  const tables = [...new Map(stale.map(({ table }) => [quotedTable(table), table])).values()];
  const [first] = stale;
  if (first === undefined) return [];
  const names = tables.map((table) => table.name).join(', ');
  return [
    {
      kind: 'statistics',
      rule: name,
      cause: `${first.table.schema}.${first.table.name} ${first.scan.alias}`,
      seen: tables.map(seenOf).join('; '),
      what: `fresh statistics of ${names}`,
      text: `Run ANALYZE on ${names}: the statement ${tables.map(seenOf).join('; ')}.`,
      caveats: [
        'Statistics grow old again: see that autovacuum runs on the table, or run ANALYZE after each large load.',
        'To prove it, ANALYZE ran in a transaction that was rolled back; the server keeps the count of rows it found.',
      ],
      evidence: tables.flatMap(({ name: tableName, activity }) => [
        { name: `rows of ${tableName} written since ANALYZE`, value: activity.changedRows, unit: 'count' as const },
        { name: `rows of ${tableName}`, value: activity.liveRows, unit: 'count' as const },
      ]),
      tables,
      together: null,
    },
  ];
}

/** The planner counts on rows as they were before many of them were written. */
export const staleStatistics: AdviceRule = {
  name,
  purpose: 'A plan rests on statistics from before many rows were written, or on none.',
  candidates: candidatesOf,
};
