import { textOf } from './explainOutput.ts';
import { nodeTitle } from './nodeWords.ts';
import type { PlanTree, TreeNode } from './planTree.ts';

/** Scans that are named; a plan of many partitions has more than a person reads. */
const scansNamedMax = 4;

/** How a plan goes about it, without its figures. Plans with the same `key` do the same to the same tables and indexes. */
export type PlanShape = { readonly key: string; readonly words: string };

function scanWords(node: TreeNode): string | null {
  const relation = textOf(node.fields, 'Relation Name');
  if (relation === null) return null;
  const index = textOf(node.fields, 'Index Name');
  return `${nodeTitle(node)} of ${relation}${index === null ? '' : ` by ${index}`}`;
}

function indexBelow({ children }: TreeNode, { nodes }: PlanTree): string {
  const indexes = children.flatMap((child) => textOf(nodes[child].fields, 'Index Name') ?? []);
  return indexes.length === 0 ? '' : ` by ${indexes.join(' and ')}`;
}

/** The shape of a plan; in words its scans: `Index Scan of threads by threads_owner_idx`. */
export function planShape(tree: PlanTree): PlanShape {
  const key = tree.nodes
    .map((node) =>
      [node.depth, nodeTitle(node), ...['Relation Name', 'Index Name'].map((name) => textOf(node.fields, name))].join(
        ' ',
      ),
    )
    .join('\n');
  const scans = tree.nodes.flatMap((node) => {
    const words = scanWords(node);
    return words === null ? [] : [`${words}${indexBelow(node, tree)}`];
  });
  const distinct = [...new Set(scans)];
  const more = distinct.length - scansNamedMax;
  const named = distinct.slice(0, scansNamedMax).join(', ');
  const root = tree.nodes.length === 0 ? '' : nodeTitle(tree.nodes[0]);
  return { key, words: distinct.length === 0 ? root : more > 0 ? `${named} and ${more} more` : named };
}
