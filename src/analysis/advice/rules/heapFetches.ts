import type { MaintenanceCandidate } from '../candidate.ts';
import { copiedTree } from '../copiedTree.ts';
import { countText, isLarge } from '../gates.ts';
import { everyNode, numberOf, textOf } from '../rawPlan.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../rule.ts';
import { listOf, namesIn, partOf, visitSyntax, type SyntaxNode } from '../syntaxNode.ts';

const name = 'heap-fetches';
const fetchesMin = 1_000;
/** Below this share of pages that all can see, the planner does not count on the index alone. */
const visibleShareMax = 0.5;

/** Names of all columns that a statement uses; null where a star stands for them. */
function usedColumns(syntax: SyntaxNode): ReadonlySet<string> | null {
  const used = new Set<string>();
  let hasStar = false;
  visitSyntax(syntax, (kind, node) => {
    if (kind !== 'ColumnRef') return;
    if (listOf(node, 'fields').some((field) => partOf(field, 'A_Star') !== null)) hasStar = true;
    used.add(namesIn(node, 'fields').at(-1) ?? '');
  });
  return hasStar ? null : used;
}

/** Rows that were looked up in the table though an index holds all that is asked of them. */
function fetchesOf({ scan, table }: ScannedTable, { plan, syntax }: StatementFacts): number {
  const node = everyNode(plan).find(
    (each) => textOf(each, 'Alias') === scan.alias && textOf(each, 'Node Type') === scan.nodeType,
  );
  if (scan.nodeType === 'Index Only Scan') return node === undefined ? 0 : numberOf(node, 'Heap Fetches') * scan.loops;
  const { pages, visiblePages } = table.activity;
  const used = usedColumns(syntax);
  if (used === null || visiblePages >= pages * visibleShareMax) return 0;
  const wanted = table.columns.filter(({ name: column }) => used.has(column));
  const isCovered = table.indexes.some(
    ({ columns, method, isValid, isPartial }) =>
      method === 'btree' &&
      isValid &&
      !isPartial &&
      wanted.length > 0 &&
      wanted.every((each) => columns.some(({ column }) => column === each.name)),
  );
  return isCovered ? scan.rowsKept : 0;
}

function candidateFor(scanned: ScannedTable, facts: StatementFacts): readonly MaintenanceCandidate[] {
  const { scan, table } = scanned;
  const fetches = fetchesOf(scanned, facts);
  if (fetches < fetchesMin || fetches < scan.rowsKept * visibleShareMax) return [];
  const { deadRows, pages, visiblePages } = table.activity;
  const seen = `looks ${countText(fetches)} rows up in ${table.name} that an index holds already, since the server cannot know whether they are visible`;
  return [
    {
      kind: 'maintenance',
      rule: name,
      cause: `${table.schema}.${table.name} ${scan.alias}`,
      seen,
      what: `VACUUM of ${table.name}`,
      text: `Run VACUUM on ${table.name}: the statement ${seen}.`,
      caveats: ['It holds for as long as few rows change: see that autovacuum comes to the table often enough.'],
      evidence: [
        { name: 'rows looked up in the table', value: fetches, unit: 'count' },
        { name: 'pages known to be visible to all', value: visiblePages, unit: 'count' },
        { name: `pages of ${table.name}`, value: pages, unit: 'count' },
        { name: 'dead rows', value: deadRows, unit: 'count' },
      ],
      table,
      tree: copiedTree(facts.syntax, table),
      how: 'vacuumed',
    },
  ];
}

/** An index holds all that is asked, and the table is read all the same. */
export const heapFetches: AdviceRule = {
  name,
  purpose: 'An index holds all that is asked for, and its rows are looked up in the table all the same.',
  candidates: (facts) =>
    facts.scans
      .filter(({ scan, table }) => isLarge(table, scan) && !table.isPartitioned)
      .flatMap((scanned) => candidateFor(scanned, facts)),
};
