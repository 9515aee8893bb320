import type { Problem } from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { PlanBuffers } from '../../protocol/plans.ts';
import type { Bytes, Count, Milliseconds } from '../../protocol/units.ts';
import {
  childrenOf,
  explainOutput,
  isFields,
  numberOf,
  textOf,
  type ExplainOutput,
  type Fields,
} from './explainOutput.ts';
import { knownNodeTypes } from './nodeTypes.ts';
import { charges, ownParts, type Charge } from './ownParts.ts';

/**
 * A node with its sums. Nothing is redacted: it stays in memory. Where the statement was not run, what is measured is
 * null. Times are of all loops, on the clock: what processes do side by side counts once.
 */
export type TreeNode = {
  readonly index: number;
  readonly depth: number;
  readonly parent: number | null;
  readonly children: readonly number[];
  /** As the server's JSON has it: `Seq Scan`, `Aggregate`. */
  readonly nodeType: string;
  /** `Outer`, `Inner`, `InitPlan`, `SubPlan`, `Member`. */
  readonly relationship: string | null;
  /** `CTE recent`, `InitPlan 1`. */
  readonly subplanName: string | null;
  /** Of one loop, as the planner expected it. */
  readonly planRows: number;
  readonly planWidth: Bytes;
  readonly startupCost: number;
  readonly totalCost: number;
  /** 0: never executed. */
  readonly loops: Count | null;
  /** Processes that worked side by side; as many of the loops are no repetition. */
  readonly processes: number;
  /** Of one loop, as the server prints it. */
  readonly actualRows: number | null;
  /** Of all loops and processes. */
  readonly totalRows: number | null;
  readonly totalMs: Milliseconds | null;
  /** Without what it waited for: all nodes add up to the whole. */
  readonly selfMs: Milliseconds | null;
  /** Rows that conditions threw away, of all loops. */
  readonly rowsRemoved: Count | null;
  /** Those of the node alone; null where not asked for. */
  readonly buffers: PlanBuffers | null;
  readonly tempBytes: Bytes | null;
  /** Everything the server said of the node, but its children. */
  readonly fields: Fields;
};

/** A plan: its nodes in the order of the tree, each before its children. */
export type PlanTree = Omit<ExplainOutput, 'root'> & {
  readonly nodes: readonly TreeNode[];
  /** What the self times of the nodes add up to; null where not timed. */
  readonly nodesMs: Milliseconds | null;
};

/** A node before its sums. */
type Draft = {
  readonly depth: number;
  readonly parent: number | null;
  readonly children: number[];
  readonly fields: Fields;
  /** Processes that worked side by side here. */
  readonly processes: number;
};

const blockBytes = 8192;
const gathering = new Set(['Gather', 'Gather Merge']);

/** Processes below a node that gathers: as many as its child was run by. */
function processesBelow(parent: Draft, child: Fields): number {
  if (!gathering.has(String(parent.fields['Node Type'])) || child['Parent Relationship'] !== 'Outer')
    return parent.processes;
  const loops = numberOf(child, 'Actual Loops') ?? 0;
  return Math.max(1, loops / Math.max(1, numberOf(parent.fields, 'Actual Loops') ?? 1));
}

/** The nodes in the order of the tree. What is no node is left out, with a problem. */
function drafts(root: Fields, problems: Problem[]): readonly Draft[] {
  const found: Draft[] = [];
  const waiting: { fields: Fields; parent: number | null }[] = [{ fields: root, parent: null }];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === undefined) break;
    if (found.length >= limits.planNodesMax.value) {
      problems.push({ where: 'plan', what: `only the first ${limits.planNodesMax.value} nodes are read` });
      break;
    }
    const parent = next.parent === null ? undefined : found[next.parent];
    const index = found.length;
    parent?.children.push(index);
    found.push({
      depth: parent === undefined ? 0 : parent.depth + 1,
      parent: next.parent,
      children: [],
      fields: next.fields,
      processes: parent === undefined ? 1 : processesBelow(parent, next.fields),
    });
    for (const child of childrenOf(next.fields).toReversed()) {
      if (isFields(child)) waiting.push({ fields: child, parent: index });
      else problems.push({ where: String(next.fields['Node Type']), what: 'a child that is no node is left out' });
    }
  }
  return found;
}

function totalMsOf({ fields, processes }: Draft): Milliseconds | null {
  const ms = numberOf(fields, 'Actual Total Time');
  const loops = numberOf(fields, 'Actual Loops');
  if (loops === 0) return 0;
  return ms === null || loops === null ? null : (ms * loops) / processes;
}

const removals = [
  'Rows Removed by Filter',
  'Rows Removed by Join Filter',
  'Rows Removed by Index Recheck',
  'Rows Removed by Conflict',
] as const;

function rowsRemovedOf(fields: Fields): Count | null {
  const counts = removals.flatMap((name) => numberOf(fields, name) ?? []);
  if (counts.length === 0) return null;
  const loops = numberOf(fields, 'Actual Loops') ?? 1;
  return Math.round(counts.reduce((sum, count) => sum + count, 0) * loops);
}

/** Blocks that a node and all below it touched: a column each. */
function blockColumn(nodes: readonly Draft[], ...names: readonly string[]): readonly number[] {
  return nodes.map(({ fields }) => names.reduce((sum, name) => sum + (numberOf(fields, name) ?? 0), 0));
}

type OwnBlocks = { readonly buffers: readonly PlanBuffers[]; readonly tempBlocks: readonly number[] };

function ownBlocks(nodes: readonly Draft[], charged: readonly Charge[]): OwnBlocks {
  const own = (kind: 'Hit' | 'Read' | 'Dirtied' | 'Written') =>
    ownParts(blockColumn(nodes, `Shared ${kind} Blocks`, `Local ${kind} Blocks`), charged).own.map(Math.round);
  const [hit, read, dirtied, written] = [own('Hit'), own('Read'), own('Dirtied'), own('Written')];
  return {
    buffers: nodes.map((_, index) => ({
      hit: hit[index],
      read: read[index],
      dirtied: dirtied[index],
      written: written[index],
    })),
    tempBlocks: ownParts(blockColumn(nodes, 'Temp Written Blocks'), charged).own.map(Math.round),
  };
}

/** Disk that a node itself says it used, in bytes; null where it says nothing. */
function saidDiskBytes(fields: Fields): Bytes | null {
  const sort = fields['Sort Space Type'] === 'Disk' ? numberOf(fields, 'Sort Space Used') : null;
  const kilobytes = sort ?? numberOf(fields, 'Disk Usage');
  return kilobytes === null ? null : kilobytes * 1024;
}

/** What is wrong with nodes that the reader knows too little of. */
function unknownTypes(nodes: readonly Draft[]): readonly Problem[] {
  const types = new Set(nodes.map(({ fields }) => textOf(fields, 'Node Type') ?? 'a node without a type'));
  return [...types]
    .filter((type) => !knownNodeTypes.has(type))
    .map((type) => ({ where: type, what: 'this kind of node is not known here; it is shown as the server gives it' }));
}

/** Sums that are off by more than clocks explain are told. */
const toleratedExcess = 0.2;

/**
 * Reads a plan of PostgreSQL 13 to 18. Unknown nodes and fields are kept; what is wrong is told in `problems`. Time
 * grows with the number of nodes. Throws `NotAPlan`.
 */
export function planTree(value: unknown): PlanTree {
  const { root, ...rest } = explainOutput(value);
  const problems: Problem[] = [...rest.problems];
  const nodes = drafts(root, problems);
  problems.push(...unknownTypes(nodes));
  const totals = nodes.map(totalMsOf);
  const isTimed = totals[0] !== null && numberOf(root, 'Actual Total Time') !== null;
  const charged = charges(
    nodes,
    totals.map((total) => total ?? 0),
  );
  const times = isTimed
    ? ownParts(
        totals.map((total) => total ?? 0),
        charged,
      )
    : null;
  if (times !== null && times.excess > toleratedExcess)
    problems.push({ where: 'plan', what: 'the times of its nodes do not add up; own times are scaled to the whole' });
  const hasBuffers = nodes.some(({ fields }) => numberOf(fields, 'Shared Hit Blocks') !== null);
  const blocks = hasBuffers ? ownBlocks(nodes, charged) : null;
  return {
    ...rest,
    problems: problems.slice(0, limits.problemsMax.value),
    nodesMs: times?.whole ?? null,
    nodes: nodes.map(({ depth, parent, children, processes, fields: { Plans: _plans, ...fields } }, index) => {
      const loops = numberOf(fields, 'Actual Loops');
      const actualRows = numberOf(fields, 'Actual Rows');
      const tempBytes = blocks === null ? null : blocks.tempBlocks[index] * blockBytes;
      return {
        index,
        depth,
        parent,
        children,
        nodeType: textOf(fields, 'Node Type') ?? 'Unknown',
        relationship: textOf(fields, 'Parent Relationship'),
        subplanName: textOf(fields, 'Subplan Name'),
        planRows: numberOf(fields, 'Plan Rows') ?? 0,
        planWidth: numberOf(fields, 'Plan Width') ?? 0,
        startupCost: numberOf(fields, 'Startup Cost') ?? 0,
        totalCost: numberOf(fields, 'Total Cost') ?? 0,
        loops,
        processes,
        actualRows,
        totalRows: actualRows === null || loops === null ? null : actualRows * loops,
        totalMs: isTimed ? totals[index] : null,
        selfMs: times === null ? null : times.own[index],
        rowsRemoved: rowsRemovedOf(fields),
        buffers: blocks === null ? null : blocks.buffers[index],
        tempBytes: tempBytes ?? saidDiskBytes(fields),
        fields,
      };
    }),
  };
}
