import { html, nothing, type TemplateResult } from 'lit';
import { ledgerTotals } from '../../../src/format/ledgerTotals.ts';
import type { LedgerProcess, LedgerTotals } from '../../../src/protocol/ledger.ts';
import { span } from '../../format/moments.ts';
import { quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import type { PanelStore } from '../../store/panelStore.ts';
import { action, figure, placeLink } from '../../widgets/cells.ts';
import { icon } from '../../widgets/icons.ts';
import { ledgerSorts, rowKey, type GroupId, type LedgerOrder, type LedgerRow } from './ledgerTree.ts';

export type LedgerView = {
  readonly rows: readonly LedgerRow[];
  readonly order: LedgerOrder;
  readonly filter: string;
  readonly sort: (order: LedgerOrder) => void;
  readonly isFolded: (key: string) => boolean;
  readonly fold: (key: string, isFolded: boolean) => void;
};

const groupWords: Readonly<Record<GroupId, readonly [name: string, note: string]>> = {
  orphans: ['Orphans', 'parent gone'],
  tools: ['Editor and dev servers', ''],
};

type Figures = Pick<LedgerTotals, 'pssBytes' | 'cpuShare' | 'descriptors'>;

const figuresOf = (row: LedgerRow): Figures =>
  row.kind === 'process' ? row.process : row.kind === 'sum' ? row.totals : ledgerTotals(row.members);

function nameCell(row: LedgerRow): TemplateResult {
  if (row.kind === 'sum') return html`${row.totals.processes} processes`;
  if (row.kind === 'group') {
    const [name, note] = groupWords[row.group];
    return html`${name}
      <span class="dim">${[String(row.members.length), note].filter((word) => word !== '').join(', ')}</span>`;
  }
  const { name, role, command } = row.process;
  return html`<span title=${command}
    ><code>${name}</code> <span class="dim">${role === 'other' ? '' : role}</span></span
  >`;
}

/** What is odd about a process, in a few words. */
function stateWords(process: LedgerProcess): string {
  const { orphan, orphanReason, duplicateOf, state, container, targetId } = process;
  if (orphan) return 'nobody at its input';
  if (duplicateOf !== null) return `same as ${duplicateOf}`;
  if (state !== 'running') return state;
  if (container !== null) return 'in a container';
  return targetId === null ? (orphanReason === null ? '' : 'parent gone') : 'watched';
}

function stateCell(row: LedgerRow): unknown {
  if (row.kind !== 'process') return nothing;
  const words = stateWords(row.process);
  const isTrouble = row.process.orphan || row.process.duplicateOf !== null;
  return isTrouble
    ? html`<span title=${row.process.orphanReason ?? ''}>${icon('warning', 'warning')} ${words}</span>`
    : html`<span class="dim" title=${row.process.orphanReason ?? ''}>${words}</span>`;
}

function columns(store: PanelStore): readonly Column<LedgerRow>[] {
  const process = (row: LedgerRow) => (row.kind === 'process' ? row.process : null);
  return [
    {
      id: 'process',
      head: 'Process',
      width: 'minmax(0,1fr)',
      cell: nameCell,
      value: (row) => process(row)?.name ?? '',
    },
    {
      id: 'pid',
      head: 'Pid',
      width: '56px',
      align: 'right',
      cell: (row) => html`<span class="q">${process(row)?.pid ?? nothing}</span>`,
      value: (row) => process(row)?.pid ?? null,
    },
    {
      id: 'age',
      head: 'Age',
      width: '76px',
      align: 'right',
      from: 560,
      sort: 'descending',
      cell: (row) => html`<span class="q">${process(row) === null ? nothing : span(process(row)?.ageMs ?? 0)}</span>`,
      value: (row) => process(row)?.ageMs ?? null,
    },
    {
      id: 'cpu',
      head: 'CPU',
      width: '64px',
      align: 'right',
      from: 560,
      sort: 'descending',
      cell: (row) => figure(quantity(figuresOf(row).cpuShare, 'ratio', 2)),
      value: (row) => figuresOf(row).cpuShare,
    },
    {
      id: 'pss',
      head: 'PSS',
      width: '80px',
      align: 'right',
      sort: 'descending',
      cell: (row) => figure(quantity(figuresOf(row).pssBytes, 'bytes')),
      value: (row) => figuresOf(row).pssBytes,
    },
    {
      id: 'files',
      head: 'Files',
      width: '48px',
      align: 'right',
      from: 720,
      sort: 'descending',
      cell: (row) => figure(quantity(figuresOf(row).descriptors, 'count')),
      value: (row) => figuresOf(row).descriptors,
    },
    {
      id: 'place',
      head: 'Started at',
      width: '104px',
      from: 720,
      cell: (row) => placeLink(process(row)?.spawnPlace ?? null, (place) => store.openPlace(place)),
      value: (row) => {
        const place = process(row)?.spawnPlace ?? null;
        return place === null ? null : `${place.file}:${place.line}`;
      },
    },
    { id: 'state', head: '', width: 'minmax(84px,152px)', from: 480, cell: stateCell },
  ];
}

const runsNode = /^(\S*[\\/])?node(js)?\b/;

/** What can be done about a process, and what is known of it besides. */
function under(process: LedgerProcess, store: PanelStore): TemplateResult {
  const { pid, command, folder, orphanReason, keepReason, targetId, spawnPlace, orphan, duplicateOf, threads } =
    process;
  const mayReap = keepReason === null && (orphan || duplicateOf !== null);
  const mayAttach = keepReason === null && targetId === null && runsNode.test(command);
  const acts = [
    ...(mayAttach ? [action('Attach', () => store.command('attach', { pid }))] : []),
    ...(mayReap ? [action('Reap…', () => store.command('reapOrphans', { pid }))] : []),
    ...(spawnPlace === null ? [] : [action('Go to Spawn Line', () => store.openPlace(spawnPlace))]),
  ];
  return html`<div><code class="wraps">${command}</code></div>
    <div class="dim">${folder ?? 'folder not known'} · ${threads} ${threads === 1 ? 'thread' : 'threads'}</div>
    ${orphanReason === null ? nothing : html`<div>${orphanReason}</div>`}
    ${keepReason === null ? nothing : html`<div class="dim">It is never reaped: ${keepReason}</div>`}
    ${acts.length === 0 ? nothing : html`<div>${acts.map((act, index) => html`${index === 0 ? nothing : html` <span class="dim">·</span> `}${act}`)}</div>`}`;
}

const sortOf = (sort: string) => ledgerSorts.find((one) => one === sort) ?? 'age';

/** The ledger as a tree: keys fold and unfold it, an open row says more and offers what can be done. */
export function ledgerModel({ rows, order, filter, sort, isFolded, fold }: LedgerView, store: PanelStore): GridModel {
  return gridModel<LedgerRow>({
    label: 'Ledger',
    columns: columns(store),
    source: localRows(rows),
    keyOf: rowKey,
    order,
    onSort: (column, descending) => sort({ sort: sortOf(column), descending }),
    tree: {
      level: (row) => (row.kind === 'process' ? row.level : 1),
      isFolded: (row) =>
        row.kind === 'group' || (row.kind === 'process' && row.hasChildren) ? isFolded(rowKey(row)) : undefined,
      fold: (row, folded) => fold(rowKey(row), folded),
      step: 16,
    },
    under: (row) => (row.kind === 'process' ? under(row.process, store) : nothing),
    isQuiet: (row) => row.kind === 'process' && ['editor', 'pitstop', 'launcher'].includes(row.process.role),
    isSum: ({ kind }) => kind === 'sum',
    empty: filter === '' ? 'No processes of an agent system run.' : `No process has “${filter}” in it.`,
  });
}
