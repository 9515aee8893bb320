import { bytesText, countText } from '../../format/figures.ts';
import type { PlanTree, TreeNode } from './planTree.ts';
import { numberOf } from './explainOutput.ts';

/** A node below this share of the whole is not worth a word about its cost. */
const noticeableShare = 0.05;
const manyTimes = 10;

const count = (value: number): string => countText(Math.round(value));

/** How often a node was done; side by side counts once. */
function roundsOf({ loops, processes }: TreeNode): number {
  return Math.round((loops ?? 1) / processes);
}

/** `reads all 200,000 rows, keeps 50`: a scan that throws most of it away. */
function discards(node: TreeNode): string | null {
  const { rowsRemoved, totalRows, nodeType } = node;
  if (rowsRemoved === null || totalRows === null || !nodeType.endsWith('Scan')) return null;
  if (rowsRemoved < manyTimes * Math.max(1, totalRows)) return null;
  const all = count(rowsRemoved + totalRows);
  const rounds = roundsOf(node);
  const times = rounds > 1 ? ` in ${count(rounds)} rounds` : '';
  if (nodeType === 'Seq Scan') return `reads all ${all} rows${times}, keeps ${count(totalRows)}`;
  return `reads ${all} rows${times}, keeps ${count(totalRows)}`;
}

function joinDiscards({ rowsRemoved, totalRows, nodeType }: TreeNode): string | null {
  if (rowsRemoved === null || totalRows === null || nodeType.endsWith('Scan')) return null;
  if (rowsRemoved < manyTimes * Math.max(1, totalRows)) return null;
  return `joins ${count(rowsRemoved + totalRows)} rows, keeps ${count(totalRows)}`;
}

function onDisk({ fields, nodeType, tempBytes }: TreeNode): string | null {
  const size = tempBytes === null || tempBytes === 0 ? '' : `: ${bytesText(tempBytes)}`;
  if (fields['Sort Space Type'] === 'Disk') return `sorts on disk${size}`;
  const batches = numberOf(fields, nodeType === 'Hash' ? 'Hash Batches' : 'HashAgg Batches') ?? 1;
  if (batches > 1) return `too large for work_mem, done in ${count(batches)} parts on disk${size}`;
  return null;
}

function skips(node: TreeNode, tree: PlanTree): string | null {
  if (node.nodeType !== 'Limit') return null;
  const below = tree.nodes[node.children[0] ?? -1]?.totalRows ?? null;
  if (below === null || node.totalRows === null || below < manyTimes * Math.max(1, node.totalRows)) return null;
  return `has ${count(below)} rows made to give ${count(node.totalRows)}`;
}

function heapFetches({ fields, totalRows, nodeType }: TreeNode): string | null {
  if (nodeType !== 'Index Only Scan' || totalRows === null) return null;
  const fetches = numberOf(fields, 'Heap Fetches') ?? 0;
  return fetches > 0 && fetches >= totalRows ? `looks into the table for ${count(fetches)} rows` : null;
}

function lossy({ fields }: TreeNode): string | null {
  const [blocks, exact] = [numberOf(fields, 'Lossy Heap Blocks') ?? 0, numberOf(fields, 'Exact Heap Blocks') ?? 0];
  return blocks > exact ? `too large for work_mem: ${count(blocks)} blocks are read whole` : null;
}

function repeats(node: TreeNode): string | null {
  const rounds = roundsOf(node);
  if (rounds <= manyTimes || node.nodeType === 'Materialize') return null;
  return `done ${count(rounds)} times`;
}

function misjudged(node: TreeNode): string | null {
  const { planRows, actualRows } = node;
  if (actualRows === null) return null;
  const [planned, actual] = [Math.max(1, planRows), Math.max(1, actualRows)];
  if (actual < planned * manyTimes) return null;
  return `planned for ${count(planned)} ${planned === 1 ? 'row' : 'rows'}, got ${count(actual)}${roundsOf(node) > 1 ? ' each time' : ''}`;
}

/** Most of the time of a node that gathers is waiting. */
function gathers({ nodeType, selfMs }: TreeNode, tree: PlanTree): string | null {
  if (!nodeType.startsWith('Gather') || selfMs === null || tree.nodesMs === null) return null;
  return selfMs > tree.nodesMs / 2 ? 'waits for its workers to start and to end' : null;
}

function fewerWorkers({ fields }: TreeNode): string | null {
  const planned = numberOf(fields, 'Workers Planned');
  const launched = numberOf(fields, 'Workers Launched');
  return planned !== null && launched !== null && launched < planned
    ? `${launched} of ${planned} workers could be started`
    : null;
}

/** In a few words why a node costs what it does; null where nothing is remarkable or its cost is small. */
export function remarks(tree: PlanTree): readonly (string | null)[] {
  return tree.nodes.map((node) => {
    if (node.loops === 0) return 'never executed';
    const { selfMs } = node;
    if (selfMs !== null && tree.nodesMs !== null && selfMs < tree.nodesMs * noticeableShare) return null;
    return (
      discards(node) ??
      joinDiscards(node) ??
      onDisk(node) ??
      skips(node, tree) ??
      lossy(node) ??
      heapFetches(node) ??
      fewerWorkers(node) ??
      gathers(node, tree) ??
      misjudged(node) ??
      repeats(node)
    );
  });
}
