import { planScans, type Scan } from '../../analysis/advice/planScans.ts';
import { numberOf, rootOf, type RawNode } from '../../analysis/advice/rawPlan.ts';
import type { PlanReader } from '../../analysis/advice/condition.ts';
import type { ScannedTable, StatementFacts } from '../../analysis/advice/rule.ts';
import { isSyntaxNode } from '../../analysis/advice/syntaxNode.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import type { SqlParser } from '../sql/sqlParser.ts';
import type { TriedStatement } from './statementRun.ts';
import { slowForeignKeys } from './foreignKeys.ts';
import { knownTables, type KnownTable } from './tableCatalogue.ts';

/** Scans of the partitions of one table, as one scan of it. */
function joined(scanned: readonly ScannedTable[]): readonly ScannedTable[] {
  const wholes: ScannedTable[] = [];
  for (const { scan, table } of scanned) {
    const at = wholes.findIndex(
      (other) => table.isPartitioned && other.table.name === table.name && other.table.schema === table.schema,
    );
    const before = wholes[at]?.scan;
    if (before === undefined) wholes.push({ scan, table });
    else wholes[at] = { table, scan: sumOf(before, scan) };
  }
  return wholes;
}

function sumOf(one: Scan, other: Scan): Scan {
  const costlier = one.selfMs >= other.selfMs ? one : other;
  return {
    ...costlier,
    loops: Math.max(one.loops, other.loops),
    rowsKept: one.rowsKept + other.rowsKept,
    rowsRemoved: one.rowsRemoved + other.rowsRemoved,
    selfMs: one.selfMs + other.selfMs,
    blocks: one.blocks + other.blocks,
  };
}

const isAsked =
  ({ schema, table }: Scan) =>
  ({ asked }: KnownTable) =>
    asked.schema === schema && asked.name === table;

type FactSources = {
  readonly access: Pick<DatabaseAccess, 'ask'>;
  readonly reader: PlanReader;
  readonly parser: SqlParser;
  readonly statement: TriedStatement;
  readonly signal: AbortSignal;
};

function jitOf(whole: RawNode): number {
  const jit = isSyntaxNode(whole['JIT']) ? whole['JIT'] : {};
  return isSyntaxNode(jit['Timing']) ? numberOf(jit['Timing'], 'Total') : 0;
}

/** What the rules look at: the scans of a plan that was run with VERBOSE, and the catalogue's facts of their tables. */
export async function statementFacts(
  answer: unknown,
  { access, reader, parser, statement, signal }: FactSources,
): Promise<StatementFacts> {
  const root = rootOf(answer);
  const [parsed] = parser.statements(statement.sql);
  const syntax = isSyntaxNode(parsed?.stmt) ? parsed.stmt : {};
  if (root === null) return { scans: [], executionMs: 0, foreignKeys: [], plan: {}, jitMs: 0, syntax };
  const scans = planScans(root.plan, reader);
  const names = scans.flatMap(({ schema, table }) => (schema === null ? [] : [{ schema, name: table }]));
  const known = names.length === 0 ? [] : await knownTables(access, names, signal);
  const scanned = scans.flatMap((scan) => {
    const found = known.find(isAsked(scan));
    return found === undefined ? [] : [{ scan, table: found.facts }];
  });
  const executionMs = numberOf(root.whole, 'Execution Time');
  const foreignKeys = await slowForeignKeys(root.whole, access, signal);
  return { scans: joined(scanned), executionMs, foreignKeys, plan: root.plan, jitMs: jitOf(root.whole), syntax };
}
