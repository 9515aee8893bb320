import { html, nothing, type TemplateResult } from 'lit';
import type { PlanNode } from '../../../src/protocol/plans.ts';
import type { Milliseconds } from '../../../src/protocol/units.ts';
import { milliseconds } from '../../format/milliseconds.ts';
import { inWords, wholeNumber } from '../../format/quantity.ts';
import { ratioWords } from '../../format/ratios.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';
import { piecesOf, sentence } from '../../widgets/sentence.ts';
import { bufferWords, nodeName } from './planText.ts';
import { ratioWorthSaying, type PlanRow } from './planTree.ts';

export type PlanTreeOptions = {
  readonly label: string;
  /** Tells the nodes of this plan from those of another. */
  readonly name: string;
  readonly rows: readonly PlanRow[];
  /** The time that a full bar stands for. */
  readonly whole: Milliseconds;
  readonly isFolded: (index: number) => boolean;
  readonly fold: (index: number, isFolded: boolean) => void;
  /** The node that is to be open when the plan comes. */
  readonly hot: number | null;
  readonly empty: string;
};

/** Width that all levels together take, so that a deep plan keeps room for its names. */
const levelsWidthMax = 120;
const levelStepMax = 16;

function ownBuffers({ buffers }: PlanNode): number | null {
  return buffers === null ? null : buffers.hit + buffers.read;
}

function rowsCell(node: PlanNode, whole: Milliseconds): TemplateResult {
  const planned = wholeNumber(node.planRows);
  if (node.actualRows === null)
    return html`<span class="q dim" title="planned; the statement was not run">${planned}</span>`;
  const ratio = ratioWorthSaying(node, whole);
  const title = `planned ${planned}, got ${wholeNumber(node.actualRows)}`;
  return html`<span class="q" title=${title}><span class="dim">${planned} →</span> ${wholeNumber(node.actualRows)}</span
    >${ratio === null ? nothing : html`<span class="tag" title=${`${title}: ${ratioWords(ratio)} apart`}>${ratioWords(ratio)}</span>`}`;
}

function timeBar({ selfMs }: PlanNode, whole: Milliseconds): TemplateResult {
  const share = selfMs === null || whole === 0 ? 0 : (selfMs / whole) * 100;
  return html`<span class="share"
    >${share === 0 ? nothing : html`<i .style=${`width:${Math.min(100, share).toFixed(1)}%`}></i>`}</span
  >`;
}

/** The share of a node as a bar, and its own time. A plan that was not run has neither. */
function timeColumns(whole: Milliseconds): readonly Column<PlanRow>[] {
  return [
    { id: 'bar', head: 'Self time', width: 'minmax(40px,80px)', cell: ({ node }) => timeBar(node, whole) },
    {
      id: 'self',
      head: '',
      width: '64px',
      align: 'right',
      cell: ({ node }) => figure(milliseconds(node.selfMs)),
      value: ({ node }) => node.selfMs,
    },
  ];
}

function columns({ whole }: PlanTreeOptions): readonly Column<PlanRow>[] {
  const isRun = whole > 0;
  return [
    {
      id: 'node',
      head: 'Node',
      width: 'minmax(0,1fr)',
      cell: ({ node }) =>
        html`<span title=${nodeName(node)}
          >${node.relationship !== null && /^(?:InitPlan|SubPlan|CTE)/.test(node.relationship) ? html`<span class="dim">${node.relationship}:</span> ` : nothing}${node.nodeType}
          <span class="dim">${node.subject}</span></span
        >`,
      value: ({ node }) => '  '.repeat(node.depth) + nodeName(node),
    },
    ...(isRun ? timeColumns(whole) : []),
    {
      id: 'rows',
      head: 'Rows',
      width: 'minmax(116px,156px)',
      from: isRun ? 520 : 0,
      cell: ({ node }) => rowsCell(node, whole),
      value: ({ node }) => `${node.planRows} → ${node.actualRows ?? ''}`,
    },
    {
      id: 'buffers',
      head: 'Buffers',
      width: '56px',
      align: 'right',
      from: 580,
      cell: ({ node }) => {
        const own = ownBuffers(node);
        if (own === null) return html`<span class="q dim" title="buffers were not asked for">—</span>`;
        return html`<span class="q" title=${bufferWords(node)}>${own === 0 ? nothing : wholeNumber(own)}</span>`;
      },
      value: ({ node }) => ownBuffers(node),
    },
  ];
}

/** What stands below an open node: its remark first, then how it was worked, then its conditions. */
function under(node: PlanNode, whole: Milliseconds): TemplateResult {
  const ratio = ratioWorthSaying(node, whole);
  const { actualRows, loops, workers, totalMs, rowsRemoved } = node;
  const parts = [
    actualRows === null
      ? `planned ${wholeNumber(node.planRows)} rows`
      : `planned ${wholeNumber(node.planRows)} rows, got ${wholeNumber(actualRows)}${ratio === null ? '' : ` (${ratioWords(ratio)})`}`,
    ...(totalMs === null ? [] : [`${inWords(milliseconds(totalMs))} with what is below`]),
    ...(loops === null || loops === 1 ? [] : [`${wholeNumber(loops)} loops`]),
    ...(workers === null || workers === 0 ? [] : [`${workers} workers`]),
    ...(rowsRemoved === null || rowsRemoved === 0 ? [] : [`${wholeNumber(rowsRemoved)} rows removed`]),
    bufferWords(node) === '' ? '' : `buffers: ${bufferWords(node)}`,
  ].filter((part) => part !== '');
  return html`${node.remark === null ? nothing : html`<div>${sentence(piecesOf(node.remark), () => undefined)}</div>`}
    <div class=${node.remark === null ? '' : 'dim'}>${parts.join(' · ')}</div>
    ${node.details.map((detail) => html`<div><code class="wraps">${detail}</code></div>`)}`;
}

/** The nodes of a plan as a tree. */
export function planTreeModel(options: PlanTreeOptions): GridModel {
  const { rows, whole, hot } = options;
  const deepest = rows.reduce((most, { node }) => Math.max(most, node.depth), 0);
  return gridModel<PlanRow>({
    label: options.label,
    columns: columns(options),
    source: localRows(rows),
    keyOf: ({ index }) => `${options.name} ${index}`,
    tree: {
      level: ({ node }) => node.depth + 1,
      isFolded: ({ hasChildren, index }) => (hasChildren ? options.isFolded(index) : undefined),
      fold: ({ index }, isFolded) => options.fold(index, isFolded),
      step: Math.max(2, Math.min(levelStepMax, Math.floor(levelsWidthMax / Math.max(1, deepest)))),
    },
    under: ({ node }) => under(node, whole),
    isQuiet: ({ isMatch }) => !isMatch,
    ...(hot === null ? {} : { reveal: `${options.name} ${hot}` }),
    empty: options.empty,
  });
}
