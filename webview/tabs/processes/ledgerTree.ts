import type { LedgerProcess, LedgerTotals } from '../../../src/protocol/ledger.ts';

/** A row of the ledger: a process, the head of a group, or the sums. */
export type LedgerRow =
  | { readonly kind: 'process'; readonly process: LedgerProcess; readonly level: number; readonly hasChildren: boolean }
  | { readonly kind: 'group'; readonly group: GroupId; readonly members: readonly LedgerProcess[] }
  | { readonly kind: 'sum'; readonly totals: LedgerTotals };

/** Orphans stand together; what is not of an agent system is folded away. */
export type GroupId = 'orphans' | 'tools';

export type LedgerOrder = { readonly sort: LedgerSort; readonly descending: boolean };
export const ledgerSorts = ['age', 'cpu', 'pss', 'files'] as const;
export type LedgerSort = (typeof ledgerSorts)[number];

export const rowKey = (row: LedgerRow): string =>
  row.kind === 'process' ? `${row.process.pid}-${row.process.startKey}` : row.kind === 'group' ? row.group : 'sum';

const valueOf = ({ ageMs, cpuShare, pssBytes, descriptors }: LedgerProcess, sort: LedgerSort): number => {
  const values = { age: ageMs, cpu: cpuShare, pss: pssBytes, files: descriptors };
  return values[sort] ?? -1;
};

const apart: ReadonlySet<LedgerProcess['role']> = new Set(['editor', 'pitstop', 'dev-server']);

class Tree {
  private readonly children = new Map<number, LedgerProcess[]>();
  private readonly isFolded: (key: string) => boolean;

  constructor(processes: readonly LedgerProcess[], order: LedgerOrder, isFolded: (key: string) => boolean) {
    this.isFolded = isFolded;
    const sign = order.descending ? -1 : 1;
    const sorted = processes.toSorted((one, other) => sign * (valueOf(one, order.sort) - valueOf(other, order.sort)));
    for (const process of sorted) {
      const siblings = this.children.get(process.parentPid);
      if (siblings === undefined) this.children.set(process.parentPid, [process]);
      else siblings.push(process);
    }
  }

  /** The rows of these processes and, unless they are folded, of those below. */
  rows(roots: readonly LedgerProcess[], level: number): readonly LedgerRow[] {
    return roots.flatMap((process) => {
      const below = this.children.get(process.pid) ?? [];
      const row: LedgerRow = { kind: 'process', process, level, hasChildren: below.length > 0 };
      return this.isFolded(rowKey(row)) ? [row] : [row, ...this.rows(below, level + 1)];
    });
  }

  members(roots: readonly LedgerProcess[]): readonly LedgerProcess[] {
    return roots.flatMap((process) => [process, ...this.members(this.children.get(process.pid) ?? [])]);
  }

  sorted(roots: ReadonlySet<LedgerProcess>): readonly LedgerProcess[] {
    return [...this.children.values()].flat().filter((process) => roots.has(process));
  }
}

function isWanted({ name, command, role, pid, folder }: LedgerProcess, filter: string): boolean {
  return `${name} ${command} ${role} ${pid} ${folder ?? ''}`.toLowerCase().includes(filter.trim().toLowerCase());
}

/** The rows in sight: living trees first, then orphans, then the folded rest, then the sums. Under a filter a plain list. */
export function ledgerRows(
  processes: readonly LedgerProcess[],
  totals: LedgerTotals,
  view: { readonly order: LedgerOrder; readonly filter: string; readonly isFolded: (key: string) => boolean },
): readonly LedgerRow[] {
  const { order, filter, isFolded } = view;
  if (filter.trim() !== '') {
    const flat = new Tree(processes, order, isFolded).sorted(new Set(processes.filter((one) => isWanted(one, filter))));
    return flat.map((process) => ({ kind: 'process', process, level: 1, hasChildren: false }));
  }
  const pids = new Set(processes.map(({ pid }) => pid));
  const tree = new Tree(processes, order, isFolded);
  const roots = tree.sorted(
    new Set(processes.filter(({ parentPid, pid }) => !pids.has(parentPid) || parentPid === pid)),
  );
  const orphans = roots.filter(({ orphan }) => orphan);
  const rest = roots.filter((root) => !root.orphan && apart.has(root.role));
  const living = roots.filter((root) => !root.orphan && !apart.has(root.role));
  const groupRows = (group: GroupId, members: readonly LedgerProcess[]): readonly LedgerRow[] => {
    if (members.length === 0) return [];
    const head: LedgerRow = { kind: 'group', group, members: tree.members(members) };
    return isFolded(group) ? [head] : [head, ...tree.rows(members, 2)];
  };
  return [
    ...tree.rows(living, 1),
    ...groupRows('orphans', orphans),
    ...groupRows('tools', rest),
    ...(processes.length === 0 ? [] : [{ kind: 'sum', totals } as const]),
  ];
}
