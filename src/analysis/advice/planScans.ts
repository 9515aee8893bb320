import type { ColumnUse, Condition, ExpressionCondition, PlanReader, SortKey } from './condition.ts';
import { childrenOf, numberOf, textOf, textsOf, totalsOf, type RawNode } from './rawPlan.ts';

/** How one relation of a statement is read, and what happens to its rows. Figures are of all loops and processes. */
export type Scan = {
  readonly nodeType: string;
  /** Null where the plan does not say it: without VERBOSE. */
  readonly schema: string | null;
  readonly table: string;
  readonly alias: string;
  /** The index it is read by, and whether from its end. */
  readonly index: string | null;
  readonly isBackward: boolean;
  readonly loops: number;
  /** True where it is read again for each row of another relation or of a query around it. */
  readonly isInLoop: boolean;
  readonly rowsKept: number;
  readonly rowsRemoved: number;
  readonly selfMs: number;
  readonly blocks: number;
  readonly filter: readonly Condition[];
  readonly hasOtherFilters: boolean;
  /** Conditions that only an index on an expression, or of another kind, could serve. */
  readonly expressions: readonly ExpressionCondition[];
  readonly indexConditions: readonly Condition[];
  /** Conditions of the nearest join on columns of this relation, with the rows that it gives and that come beside. */
  readonly join: {
    readonly conditions: readonly Condition[];
    readonly rows: number;
    readonly otherRows: number;
  } | null;
  /** The column whose lowest or highest value is all that is wanted of its rows. */
  readonly extreme: ColumnUse | null;
  /** The order in which its first rows are wanted, and how many; `isGiven` where the index gives it already. */
  readonly firstRows: {
    readonly keys: readonly SortKey[];
    readonly count: number;
    readonly rowsSorted: number;
    readonly isGiven: boolean;
  } | null;
  /** The order in which all of its rows are sorted on disk. */
  readonly spill: { readonly keys: readonly SortKey[]; readonly rows: number } | null;
};

/** What the nodes above tell about a node. */
type Above = {
  readonly processes: number;
  readonly isInLoop: boolean;
  readonly joins: readonly Join[];
  readonly extreme: ColumnUse | null;
  readonly limitRows: number | null;
  readonly sort: { readonly keys: readonly SortKey[]; readonly rows: number } | null;
  readonly spill: Scan['spill'];
};
type Join = { readonly conditions: readonly Condition[]; readonly rows: number; readonly children: readonly RawNode[] };

const scanTypes = new Set(['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Heap Scan', 'Sample Scan']);
const joinTypes = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);
/** Nodes that hand the first rows of their child on, in its order. */
const passing = new Set([
  'Gather',
  'Gather Merge',
  'Limit',
  'Result',
  'Subquery Scan',
  'LockRows',
  'Append',
  'Merge Append',
]);

const conditionFields = ['Hash Cond', 'Merge Cond', 'Join Filter'];

/** All scans of base tables in a plan that was run, in the order of the tree. */
export function planScans(root: RawNode, reader: PlanReader): readonly Scan[] {
  const scans: Scan[] = [];
  const visit = (node: RawNode, above: Above): void => {
    const nodeType = textOf(node, 'Node Type') ?? '';
    if (scanTypes.has(nodeType)) scans.push(scanOf(node, nodeType, above, reader));
    for (const child of childrenOf(node)) visit(child, belowOf(node, nodeType, child, above, reader));
  };
  visit(root, { processes: 1, isInLoop: false, joins: [], extreme: null, limitRows: null, sort: null, spill: null });
  return scans;
}

function belowOf(node: RawNode, nodeType: string, child: RawNode, above: Above, reader: PlanReader): Above {
  const relationship = textOf(child, 'Parent Relationship');
  const processes = nodeType.startsWith('Gather') ? numberOf(node, 'Workers Launched') + 1 : above.processes;
  const isAgain = numberOf(child, 'Actual Loops') > processes;
  const isOfLoop = relationship === 'SubPlan' || (nodeType === 'Nested Loop' && relationship === 'Inner');
  const isOwnTree = relationship === 'SubPlan' || relationship === 'InitPlan';
  return {
    processes,
    isInLoop: above.isInLoop || (isOfLoop && isAgain),
    joins: isOwnTree ? [] : [...joinsOf(node, nodeType, reader), ...above.joins],
    extreme: extremeBelow(node, nodeType, above, reader),
    ...orderBelow(node, nodeType, isOwnTree, relationship, above, reader),
    spill: spillBelow(node, nodeType, isOwnTree, above, reader),
  };
}

/** The column of a lone min() or max() over the child. */
function extremeBelow(node: RawNode, nodeType: string, above: Above, reader: PlanReader): ColumnUse | null {
  if (nodeType.startsWith('Gather')) return above.extreme;
  if (nodeType !== 'Aggregate' || textsOf(node, 'Group Key').length > 0) return null;
  const [output, ...others] = textsOf(node, 'Output');
  const [, column] = /^(?:PARTIAL )?(?:min|max)\((.+)\)$/.exec(output ?? '') ?? [];
  if (others.length > 0) return null;
  // Above a partial aggregate the whole one stands, which is over the same column.
  if (column === undefined || column.startsWith('(')) return above.extreme;
  return reader.sortKeys([column])?.[0] ?? null;
}

function joinsOf(node: RawNode, nodeType: string, reader: PlanReader): readonly Join[] {
  if (!joinTypes.has(nodeType)) return [];
  const conditions = conditionFields.flatMap((field) => reader.conditions(textOf(node, field) ?? '').served);
  const rows = numberOf(node, 'Actual Rows') * numberOf(node, 'Actual Loops');
  return [{ conditions, rows, children: childrenOf(node) }];
}

/** The order in which the rows of a child are sorted on disk, where nothing joins them before. */
function spillBelow(
  node: RawNode,
  nodeType: string,
  isOwnTree: boolean,
  above: Above,
  reader: PlanReader,
): Scan['spill'] {
  if (isOwnTree) return null;
  if (nodeType !== 'Sort') return passing.has(nodeType) ? above.spill : null;
  if (!spills(node)) return null;
  const keys = reader.sortKeys(textsOf(node, 'Sort Key'));
  return keys === null ? null : { keys, rows: numberOf(node, 'Actual Rows') * numberOf(node, 'Actual Loops') };
}

/** True where the sort, or that of one of its workers, took place on disk. */
function spills(node: RawNode): boolean {
  return JSON.stringify({ ...node, Plans: null }).includes('"Sort Space Type":"Disk"');
}

/** Which order and how many of the first rows are wanted of a child. */
function orderBelow(
  node: RawNode,
  nodeType: string,
  isOwnTree: boolean,
  relationship: string | null,
  above: Above,
  reader: PlanReader,
): Pick<Above, 'limitRows' | 'sort'> {
  const loops = numberOf(node, 'Actual Loops');
  if (isOwnTree) return { limitRows: null, sort: null };
  if (nodeType === 'Limit') return { limitRows: numberOf(node, 'Actual Rows'), sort: null };
  if (nodeType === 'Sort' || nodeType === 'Incremental Sort') {
    const keys = reader.sortKeys(textsOf(node, 'Sort Key'));
    const rows = childrenOf(node).reduce((sum, child) => sum + numberOf(child, 'Actual Rows') * loops, 0);
    return above.limitRows === null || keys === null
      ? { limitRows: null, sort: null }
      : { limitRows: above.limitRows, sort: { keys, rows } };
  }
  if (passing.has(nodeType)) return { limitRows: above.limitRows, sort: above.sort };
  // The first rows of a join come in the order of its outer side, where that side is driven row by row.
  if (joinTypes.has(nodeType) && (above.sort !== null || (nodeType === 'Nested Loop' && relationship === 'Outer')))
    return { limitRows: above.limitRows, sort: above.sort };
  return { limitRows: null, sort: null };
}

const isOf = (alias: string) => (use: { readonly relation: string | null }) =>
  use.relation === null || use.relation === alias;

function scanOf(node: RawNode, nodeType: string, above: Above, reader: PlanReader): Scan {
  const children = childrenOf(node);
  const [bitmap] = children;
  const table = textOf(node, 'Relation Name') ?? '';
  const alias = textOf(node, 'Alias') ?? table;
  const isMine = isOf(alias);
  const filterText = textOf(node, 'Filter');
  const filter = reader.conditions(filterText ?? '');
  const indexText = textOf(node, 'Index Cond') ?? textOf(node, 'Recheck Cond') ?? '';
  const { rows, loops, removed, totalMs, blocks } = totalsOf(node, above.processes);
  return {
    nodeType,
    schema: textOf(node, 'Schema'),
    table,
    alias,
    index: textOf(node, 'Index Name') ?? (bitmap === undefined ? null : textOf(bitmap, 'Index Name')),
    isBackward: textOf(node, 'Scan Direction') === 'Backward',
    loops,
    isInLoop: above.isInLoop,
    rowsKept: rows,
    rowsRemoved: removed,
    selfMs: totalMs,
    blocks,
    filter: filter.served.filter(isMine),
    hasOtherFilters: filter.hasOthers,
    expressions: filter.expressions.filter(isMine),
    indexConditions: reader.conditions(indexText).served.filter(isMine),
    join: joinOf(node, alias, above),
    extreme: above.extreme !== null && isMine(above.extreme) ? above.extreme : null,
    firstRows: firstRowsOf(alias, above),
    spill: above.spill !== null && above.spill.keys.every(isMine) ? above.spill : null,
  };
}

/** True where the node, or one below it, is the given one. */
function holds(node: RawNode, wanted: RawNode): boolean {
  return node === wanted || childrenOf(node).some((child) => holds(child, wanted));
}

function joinOf(node: RawNode, alias: string, { joins }: Above): Scan['join'] {
  const isMine = isOf(alias);
  for (const { conditions, rows, children } of joins) {
    const mine = conditions.filter((condition) => condition.with !== null && isMine(condition));
    if (mine.length === 0) continue;
    const others = children.filter((child) => !holds(child, node));
    const otherRows = others.reduce(
      (sum, each) => sum + numberOf(each, 'Actual Rows') * numberOf(each, 'Actual Loops'),
      0,
    );
    return { conditions: mine, rows, otherRows };
  }
  return null;
}

function firstRowsOf(alias: string, { limitRows, sort }: Above): Scan['firstRows'] {
  if (limitRows === null) return null;
  if (sort === null) return { keys: [], count: limitRows, rowsSorted: 0, isGiven: true };
  if (!sort.keys.every(isOf(alias))) return null;
  return { keys: sort.keys, count: limitRows, rowsSorted: sort.rows, isGiven: false };
}
