import { html, nothing, type TemplateResult } from 'lit';
import type { PlanComparison, PlanDifference, PlanSummary } from '../../../src/protocol/plans.ts';
import { milliseconds } from '../../format/milliseconds.ts';
import { clockSeconds } from '../../format/moments.ts';
import { inWords } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';
import { nodeName } from './planText.ts';

const offeredMax = 4;
const levelStep = 12;

/** Earlier plans of the same statement on the same server, the newest first: what a plan can be held against. */
export function earlierPlans(plan: PlanSummary, plans: readonly PlanSummary[]): readonly PlanSummary[] {
  return plans
    .filter(
      ({ planId, fingerprint, database, plannedAt }) =>
        planId !== plan.planId &&
        fingerprint === plan.fingerprint &&
        database === plan.database &&
        plannedAt < plan.plannedAt,
    )
    .toSorted((one, other) => other.plannedAt - one.plannedAt)
    .slice(0, offeredMax);
}

/** An earlier plan in a few words: `12:01:04, 84.1 ms`. */
export function earlierWords({ plannedAt, executionMs }: PlanSummary): string {
  const time = executionMs === null ? 'not run' : inWords(milliseconds(executionMs));
  return `${clockSeconds(plannedAt)}, ${time}`;
}

const nodeOf = ({ before, after }: PlanDifference) => after ?? before;

/** What has become of a node: a word that says more than its colour. */
function stateOf({ before, after, changes }: PlanDifference): string {
  if (before === null) return 'new';
  if (after === null) return 'gone';
  return changes.length === 0 ? 'same' : 'changed';
}

/** The first sentence about the two: whether the server does the same, and what single runs took. */
export function comparisonWords({ isSameShape, executionMs, rows }: PlanComparison): string {
  const changed = rows.filter((row) => stateOf(row) !== 'same').length;
  const shape = isSameShape
    ? 'The same plan as before'
    : `Another plan: ${changed} of ${rows.length} nodes are not the same`;
  const { before, after } = executionMs;
  if (before === null || after === null) return `${shape}.`;
  const times = `${inWords(milliseconds(before))} then, ${inWords(milliseconds(after))} now`;
  return `${shape}; ${times}: one run each, which proves nothing.`;
}

function timeColumn(id: 'before' | 'after', head: string): Column<PlanDifference> {
  return {
    id,
    head,
    width: '72px',
    align: 'right',
    cell: (row) => {
      const node = row[id];
      return node === null ? nothing : figure(milliseconds(node.selfMs));
    },
    value: (row) => row[id]?.selfMs ?? null,
  };
}

const columns: readonly Column<PlanDifference>[] = [
  {
    id: 'node',
    head: 'Node',
    width: 'minmax(0,1fr)',
    cell: (row) => {
      const node = nodeOf(row);
      return node === null
        ? nothing
        : html`<span title=${nodeName(node)}>${node.nodeType} <span class="dim">${node.subject}</span></span>`;
    },
    value: (row) => {
      const node = nodeOf(row);
      return node === null ? null : '  '.repeat(row.depth) + nodeName(node);
    },
  },
  {
    id: 'state',
    head: '',
    width: '64px',
    cell: (row) => html`<span class=${stateOf(row) === 'same' ? 'dim' : ''}>${stateOf(row)}</span>`,
    value: stateOf,
  },
  timeColumn('before', 'Then'),
  timeColumn('after', 'Now'),
];

/** Two plans node by node; below a node that is another stands what has changed. */
export function comparisonModel({ rows }: PlanComparison, name: string): GridModel {
  const numbered = rows.map((row, index) => ({ ...row, index }));
  return gridModel<PlanDifference & { readonly index: number }>({
    label: 'Plan against the earlier one',
    columns,
    source: localRows(numbered),
    keyOf: ({ index }) => `${name} ${index}`,
    tree: { level: ({ depth }) => depth + 1, isFolded: () => undefined, fold: () => undefined, step: levelStep },
    under: ({ changes }) =>
      changes.length === 0
        ? html`<div class="dim">nothing is another</div>`
        : changes.map((change) => html`<div>${change}</div>`),
    isQuiet: (row) => stateOf(row) === 'same',
    empty: 'No node.',
  });
}

/** The bar with the earlier runs to pick from. */
export function earlierPick(
  earlier: readonly PlanSummary[],
  picked: string | null,
  choose: (planId: string | null) => void,
): TemplateResult {
  const choices: readonly (readonly [string | null, string])[] = [
    [null, 'None'],
    ...earlier.map((plan) => [plan.planId, earlierWords(plan)] as const),
  ];
  return html`<div class="pick" role="group" aria-label="Earlier run">
    ${choices.map(
      ([id, words]) =>
        html`<button aria-pressed=${id === picked ? 'true' : 'false'} @click=${() => choose(id)}>${words}</button>`,
    )}
  </div>`;
}
