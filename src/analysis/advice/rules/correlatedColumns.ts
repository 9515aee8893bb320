import type { StatisticsCandidate } from '../candidate.ts';
import { countText, isLarge } from '../gates.ts';
import { misestimateOf } from '../misestimate.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../rule.ts';

const name = 'correlated-columns';
const ratioMin = 5;
/** The server makes statistics of so many columns at most. */
const columnsMax = 8;

function candidateFor({ scan, table }: ScannedTable, { plan }: StatementFacts): readonly StatisticsCandidate[] {
  const held = [...scan.filter, ...scan.indexConditions].filter(
    ({ with: other, castTo }) => other === null && castTo === null,
  );
  const columns = [...new Set(held.filter(({ use }) => use !== 'range').map(({ column }) => column))].slice(
    0,
    columnsMax,
  );
  const { planned, actual, factor } = misestimateOf(plan, scan.alias);
  if (columns.length < 2 || factor < ratioMin) return [];
  const seen = `counts on ${countText(planned)} rows of ${table.name} and gets ${countText(actual)}, since ${columns.join(' and ')} depend on one another`;
  return [
    {
      kind: 'statistics',
      rule: name,
      cause: `${table.schema}.${table.name} ${scan.alias}`,
      seen,
      what: `statistics of ${columns.join(' and ')} together`,
      text: `Let the server gather statistics of ${columns.join(' and ')} together: it ${seen}.`,
      caveats: ['ANALYZE takes a little longer, now and each time it runs by itself.'],
      evidence: [
        { name: `rows of ${table.name} planned`, value: planned, unit: 'count' },
        { name: `rows of ${table.name} found`, value: actual, unit: 'count' },
      ],
      tables: [table],
      together: columns,
    },
  ];
}

/** Conditions on columns that depend on one another are multiplied as if they did not. */
export const correlatedColumns: AdviceRule = {
  name,
  purpose: 'Columns that depend on one another are counted as if they did not, and the plan is for too few rows.',
  candidates: (facts) =>
    facts.scans
      .filter(({ scan, table }) => isLarge(table, scan) && !table.isPartitioned)
      .flatMap((scanned) => candidateFor(scanned, facts)),
};
