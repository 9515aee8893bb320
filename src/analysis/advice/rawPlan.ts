/** A node of a plan as the server's JSON has it. */
export type RawNode = Readonly<Record<string, unknown>>;

export function textOf(node: RawNode, field: string): string | null {
  const value = node[field];
  return typeof value === 'string' ? value : null;
}

/** The number of a field; 0 where it is absent, as the server leaves zeros out. */
export function numberOf(node: RawNode, field: string): number {
  const value = node[field];
  return typeof value === 'number' ? value : 0;
}

export function textsOf(node: RawNode, field: string): readonly string[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

const isNode = (value: unknown): value is RawNode => typeof value === 'object' && value !== null;

export function childrenOf(node: RawNode): readonly RawNode[] {
  const { Plans: plans } = node;
  return Array.isArray(plans) ? plans.filter(isNode) : [];
}

/** The root of what `EXPLAIN (FORMAT JSON)` answers; null where it is none. */
export function rootOf(answer: unknown): { readonly plan: RawNode; readonly whole: RawNode } | null {
  const whole: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (!isNode(whole) || !isNode(whole['Plan'])) return null;
  return { plan: whole['Plan'], whole };
}

/** Rows, loops and time of a node over all its loops and processes. Times are of the clock: those of workers overlap. */
export type NodeTotals = {
  readonly rows: number;
  readonly loops: number;
  readonly removed: number;
  readonly totalMs: number;
  readonly blocks: number;
};

/** `processes` is how many run the node side by side: 1, or leader and workers below a Gather. */
export function totalsOf(node: RawNode, processes: number): NodeTotals {
  const loops = numberOf(node, 'Actual Loops');
  return {
    rows: numberOf(node, 'Actual Rows') * loops,
    loops: Math.max(1, loops / processes),
    removed: (numberOf(node, 'Rows Removed by Filter') + numberOf(node, 'Rows Removed by Join Filter')) * loops,
    totalMs: (numberOf(node, 'Actual Total Time') * loops) / Math.max(1, Math.min(processes, loops)),
    blocks: numberOf(node, 'Shared Hit Blocks') + numberOf(node, 'Shared Read Blocks'),
  };
}

/** The node and all below it, in the order of the tree. */
export function everyNode(root: RawNode): readonly RawNode[] {
  return [root, ...childrenOf(root).flatMap(everyNode)];
}

/** Rows that a node's filter threw away over all its loops. */
export const rowsThrownAway = (node: RawNode) =>
  numberOf(node, 'Rows Removed by Filter') * Math.max(1, numberOf(node, 'Actual Loops'));
