import type { PlanNode } from '../../protocol/plans.ts';
import { nodeDetails, nodeRelationship, nodeSubject, nodeTitle, nodeWorkers } from './nodeWords.ts';
import type { PlanTree, TreeNode } from './planTree.ts';
import { remarks } from './remark.ts';

/** Kinds of nodes that read all of what is below before they give a first row. */
const reading = new Set(['Sort', 'Incremental Sort', 'Aggregate', 'Hash', 'SetOp', 'Materialize', 'Recursive Union']);

/** True where a Limit above may have ended the node early, so that fewer rows say nothing against the plan. */
function isCutShort(node: TreeNode, tree: PlanTree): boolean {
  for (let above = node.parent; above !== null; above = tree.nodes[above].parent) {
    const { nodeType } = tree.nodes[above];
    if (nodeType === 'Limit') return true;
    if (reading.has(nodeType)) return false;
  }
  return false;
}

/** How far the planner was off, as a number from 1 on; null where nothing can be said. Less than a row counts as one. */
export function estimateRatio(node: TreeNode, tree: PlanTree): number | null {
  if (node.actualRows === null || node.loops === null || node.loops === 0) return null;
  const [planned, actual] = [Math.max(1, node.planRows), Math.max(1, node.actualRows)];
  if (actual < planned && isCutShort(node, tree)) return null;
  return actual > planned ? actual / planned : planned / actual;
}

/** The nodes of a plan as they are shown and stored: literals are replaced. */
export function planNodes(tree: PlanTree): readonly PlanNode[] {
  const said = remarks(tree);
  return tree.nodes.map((node, index) => ({
    depth: node.depth,
    nodeType: nodeTitle(node),
    subject: nodeSubject(node),
    relationship: nodeRelationship(node),
    planRows: Math.round(node.planRows * Math.max(1, node.loops ?? 1)),
    actualRows: node.totalRows,
    loops: node.loops,
    workers: nodeWorkers(node),
    selfMs: node.selfMs,
    totalMs: node.totalMs,
    estimateRatio: estimateRatio(node, tree),
    rowsRemoved: node.rowsRemoved,
    buffers: node.buffers,
    tempBytes: node.tempBytes,
    details: nodeDetails(node),
    remark: said[index],
  }));
}
