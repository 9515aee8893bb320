import type { Condition, ExpressionCondition } from '../../src/analysis/advice/condition.ts';
import { columnsSql } from '../../src/analysis/advice/indexCandidate.ts';
import type { Scan } from '../../src/analysis/advice/planScans.ts';
import type { AdviceRule, ScannedTable, StatementFacts } from '../../src/analysis/advice/rule.ts';
import type { SyntaxNode } from '../../src/analysis/advice/syntaxNode.ts';
import type { TableFacts, TableIndex } from '../../src/analysis/advice/tableFacts.ts';

/** `a, b DESC`: a B-tree of the table under test, by the text of its columns. */
export function indexOn(columns: string, about: Partial<TableIndex> = {}): TableIndex {
  return {
    name: `on_${columns.replaceAll(/\W+/g, '_')}`,
    method: 'btree',
    isUnique: false,
    isPartial: false,
    isValid: true,
    columns: columns.split(', ').map((text) => {
      const isDescending = text.endsWith(' DESC');
      return { column: text.replace(' DESC', ''), isDescending, isNullsFirst: isDescending };
    }),
    ...about,
  };
}

/** A table of 200,000 messages. */
export function messages(about: Partial<TableFacts> = {}): TableFacts {
  const column = (name: string, type: string, distinct: number) => ({
    name,
    type,
    isOrdered: type !== 'jsonb',
    statistics: { distinct, nullShare: 0, commonShare: 0, width: 8 },
  });
  return {
    schema: 'public',
    name: 'messages',
    rows: 200_000,
    bytes: 30_000_000,
    isPartitioned: false,
    partitionKey: [],
    activity: {
      liveRows: 200_000,
      deadRows: 0,
      changedRows: 0,
      isAnalyzed: true,
      pages: 3_700,
      visiblePages: 3_700,
    },
    columns: [
      column('id', 'bigint', 200_000),
      column('thread_id', 'bigint', 5_000),
      column('role', 'character varying(20)', 2),
      column('created_at', 'timestamp with time zone', 200_000),
      column('body', 'jsonb', 200_000),
    ],
    indexes: [indexOn('id', { isUnique: true })],
    ...about,
  };
}

/** `thread_id = value`: a condition on one column. */
export function held(column: string, about: Partial<Condition> = {}): Condition {
  return { relation: 'm', column, castTo: null, use: 'equal', with: null, ...about };
}

/** `expression = 'value'`: a condition that no index on a bare column serves. */
export function compared(expression: string, about: Partial<ExpressionCondition> = {}): ExpressionCondition {
  return {
    relation: 'm',
    columns: ['body'],
    bare: null,
    expression,
    operator: '=',
    isAny: false,
    text: null,
    valueType: null,
    ...about,
  };
}

/** A scan that reads everything to keep forty rows. */
export function wholeScan(about: Partial<Scan> = {}): Scan {
  return {
    nodeType: 'Seq Scan',
    schema: 'public',
    table: 'messages',
    alias: 'm',
    index: null,
    isBackward: false,
    loops: 1,
    isInLoop: false,
    rowsKept: 40,
    rowsRemoved: 199_960,
    selfMs: 90,
    blocks: 4_000,
    filter: [held('thread_id')],
    hasOtherFilters: false,
    expressions: [],
    indexConditions: [],
    join: null,
    extreme: null,
    firstRows: null,
    spill: null,
    ...about,
  };
}

/** What the rule proposes for one scan of a statement that took 100 ms: `thread_id, created_at DESC`. */
export function proposed(rule: AdviceRule, { scan, table }: ScannedTable): readonly string[] {
  return rule
    .candidates({ scans: [{ scan, table }], executionMs: 100, foreignKeys: [], plan: {}, jitMs: 0, syntax: {} })
    .map((candidate) => (candidate.kind === 'index' ? columnsSql(candidate.columns) : candidate.what));
}

/** What is known of a statement that has the given plan, below its root, and the given tree. */
export function statement(
  syntax: SyntaxNode,
  plan: Readonly<Record<string, unknown>>,
  about: Partial<StatementFacts> = {},
): StatementFacts {
  return { scans: [], executionMs: 100, foreignKeys: [], plan, jitMs: 0, syntax, ...about };
}
