import type { StatisticsCandidate } from '../candidate.ts';
import { countText, isLarge } from '../gates.ts';
import { everyNode, numberOf, textOf, type RawNode } from '../rawPlan.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../rule.ts';

const name = 'correlated-columns';
const ratioMin = 5;
/** The server makes statistics of so many columns at most. */
const columnsMax = 8;

/** How many times more rows came than were planned, or the other way round; 1 where no node is found. */
function misestimateOf(plan: RawNode, alias: string): { readonly planned: number; readonly actual: number } {
  const nodes = everyNode(plan).filter((node) => textOf(node, 'Alias') === alias && numberOf(node, 'Actual Loops') > 0);
  const sum = (field: string) => nodes.reduce((total, node) => total + numberOf(node, field), 0);
  return { planned: Math.max(1, sum('Plan Rows')), actual: Math.max(1, sum('Actual Rows')) };
}

function candidateFor({ scan, table }: ScannedTable, { plan }: StatementFacts): readonly StatisticsCandidate[] {
  const held = [...scan.filter, ...scan.indexConditions].filter(
    ({ with: other, castTo }) => other === null && castTo === null,
  );
  const columns = [...new Set(held.filter(({ use }) => use !== 'range').map(({ column }) => column))].slice(
    0,
    columnsMax,
  );
  const { planned, actual } = misestimateOf(plan, scan.alias);
  if (columns.length < 2 || Math.max(planned / actual, actual / planned) < ratioMin) return [];
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
