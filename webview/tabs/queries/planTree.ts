import type { PlanNode } from '../../../src/protocol/plans.ts';
import type { Milliseconds } from '../../../src/protocol/units.ts';

/** A node as a row of the tree. `index` is its place in the plan. */
export type PlanRow = {
  readonly node: PlanNode;
  readonly index: number;
  readonly hasChildren: boolean;
  /** False for a row that stands only because something below it was searched for. */
  readonly isMatch: boolean;
};

const ratioShownFrom = 10;
/** Share of the whole from which a node's own time counts. */
const costsFrom = 0.05;

/** Rows of a plan under a filter: what has the text, and all above it. Folded nodes hide what is below. Linear in nodes. */
export function planRows(nodes: readonly PlanNode[], folded: ReadonlySet<number>, filter: string): readonly PlanRow[] {
  const wanted = filter.trim().toLowerCase();
  const isMatch = nodes.map((node) => wanted === '' || searched(node).includes(wanted));
  const isKept = wanted === '' ? null : withAncestors(nodes, isMatch);
  const rows: PlanRow[] = [];
  let hiddenBelow = Infinity;
  for (const [index, node] of nodes.entries()) {
    if (node.depth > hiddenBelow) continue;
    hiddenBelow = Infinity;
    if (isKept !== null && isKept[index] !== true) continue;
    const hasChildren = (nodes[index + 1]?.depth ?? 0) > node.depth;
    rows.push({ node, index, hasChildren, isMatch: isMatch[index] === true });
    // What is searched for is shown wherever it hides.
    if (hasChildren && wanted === '' && folded.has(index)) hiddenBelow = node.depth;
  }
  return rows;
}

const searched = ({ nodeType, subject, relationship, details, remark }: PlanNode) =>
  [nodeType, subject, relationship ?? '', remark ?? '', ...details].join(' ').toLowerCase();

function withAncestors(nodes: readonly PlanNode[], isMatch: readonly boolean[]): readonly boolean[] {
  const kept = [...isMatch];
  let wantedDepth = -1;
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const depth = nodes[index]?.depth ?? 0;
    if (kept[index] === true) wantedDepth = depth - 1;
    else if (depth === wantedDepth) {
      kept[index] = true;
      wantedDepth = depth - 1;
    }
  }
  return kept;
}

/** The node that costs most time of its own; with nothing measured, the one that reads most. Null for an empty plan. */
export function hotNode(nodes: readonly PlanNode[]): number | null {
  let best: number | null = null;
  let bestCost = -1;
  for (const [index, { selfMs, planRows: rows }] of nodes.entries()) {
    const cost = selfMs ?? (nodes[0]?.selfMs === null ? rows : 0);
    if (cost > bestCost) {
      best = index;
      bestCost = cost;
    }
  }
  return best;
}

/** The time that a full bar stands for: all of the plan. */
export function wholeMs(nodes: readonly PlanNode[]): Milliseconds {
  return nodes.reduce((sum, { selfMs }) => sum + (selfMs ?? 0), 0);
}

/** The ratio of rows planned and actual, where it is worth saying: over 10, and the node costs time. */
export function ratioWorthSaying(node: PlanNode, whole: Milliseconds): number | null {
  const { estimateRatio, selfMs } = node;
  if (estimateRatio === null || estimateRatio <= ratioShownFrom) return null;
  return (selfMs ?? 0) >= whole * costsFrom ? estimateRatio : null;
}
