import type { PlanNode } from '../../protocol/plans.ts';

/** A node in both plans, or in one of them: the other is null. `depth` is that of the tree in which both stand. */
export type NodePair = { readonly depth: number; readonly before: PlanNode | null; readonly after: PlanNode | null };

type Tree = { readonly node: PlanNode; readonly children: Tree[]; /** What is read below, in order. */ key: string };

const reads = /Scan\b/;

/** The relation that a node reads, without the index it is read by: `threads_key on threads t` reads `threads t`. */
function relationOf({ nodeType, subject }: PlanNode): string {
  return reads.test(nodeType) ? (/ on (.+)$/.exec(subject)?.[1] ?? subject) : '';
}

function treeOf(nodes: readonly PlanNode[]): Tree | null {
  const open: Tree[] = [];
  for (const node of nodes) {
    const tree: Tree = { node, children: [], key: '' };
    open.length = Math.min(open.length, node.depth);
    open.at(-1)?.children.push(tree);
    open.push(tree);
  }
  const [root] = open;
  if (root !== undefined) nameKeys(root);
  return root ?? null;
}

function nameKeys(tree: Tree): void {
  const below = tree.children.map((child) => {
    nameKeys(child);
    return child.key;
  });
  // Bitmaps over an index are a part of how their table is read.
  const own = tree.node.nodeType === 'Bitmap Index Scan' ? '' : relationOf(tree.node);
  tree.key = [own, ...below]
    .filter((part) => part !== '')
    .toSorted()
    .join(', ');
}

function alone(tree: Tree, depth: number, side: 'before' | 'after'): readonly NodePair[] {
  const own = { depth, before: null, after: null, [side]: tree.node };
  return [own, ...tree.children.flatMap((child) => alone(child, depth + 1, side))];
}

/** The only part of a node that reads the same: the node itself is a step put around it. */
function innerOf(tree: Tree, other: Tree): Tree | null {
  if (tree.node.nodeType === other.node.nodeType) return null;
  const [child] = tree.children.filter(({ key }) => key === other.key);
  return child !== undefined && child.key === tree.key && child.node.nodeType === other.node.nodeType ? child : null;
}

function paired(before: Tree, after: Tree, depth: number): readonly NodePair[] {
  const [inBefore, inAfter] = [innerOf(before, after), innerOf(after, before)];
  if (inAfter !== null) return [{ depth, before: null, after: after.node }, ...paired(before, inAfter, depth + 1)];
  if (inBefore !== null) return [{ depth, before: before.node, after: null }, ...paired(inBefore, after, depth + 1)];
  return [{ depth, before: before.node, after: after.node }, ...children(before.children, after.children, depth + 1)];
}

/** Children that read the same belong together, then those of the same kind, then those in the same place. */
function children(before: readonly Tree[], after: readonly Tree[], depth: number): readonly NodePair[] {
  const partners = new Map<Tree, Tree>();
  const taken = new Set<Tree>();
  const alike: readonly ((one: Tree, other: Tree) => boolean)[] = [
    (one, other) => one.key === other.key && one.node.nodeType === other.node.nodeType,
    (one, other) => one.key === other.key,
    (one, other) => one.node.nodeType === other.node.nodeType && one.key === '' && other.key === '',
  ];
  for (const isAlike of alike)
    for (const one of before) {
      const other = partners.has(one) ? undefined : after.find((each) => !taken.has(each) && isAlike(one, each));
      if (other === undefined) continue;
      partners.set(one, other);
      taken.add(other);
    }
  const gone = before.filter((one) => !partners.has(one)).flatMap((one) => alone(one, depth, 'before'));
  const sides = new Map([...partners].map(([one, other]) => [other, one]));
  const there = after.flatMap((other) => {
    const one = sides.get(other);
    return one === undefined ? alone(other, depth, 'after') : paired(one, other, depth);
  });
  return [...there, ...gone];
}

/**
 * The nodes of two plans beside each other, in the order of the second; what only the first has follows its neighbours.
 * Parts belong together when they read the same relations.
 */
export function planPairs(before: readonly PlanNode[], after: readonly PlanNode[]): readonly NodePair[] {
  const [one, other] = [treeOf(before), treeOf(after)];
  if (one === null || other === null)
    return one !== null ? alone(one, 0, 'before') : other !== null ? alone(other, 0, 'after') : [];
  return paired(one, other, 0);
}
