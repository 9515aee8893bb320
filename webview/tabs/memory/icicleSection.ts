import { html, nothing, svg, type TemplateResult } from 'lit';
import type { IcicleNode } from '../../../src/protocol/heapRows.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { blockName } from '../../charts/icicle.ts';
import { inWords, quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type GridModel } from '../../lists/gridModel.ts';
import { action, figure, pick } from '../../widgets/cells.ts';
import { failureWords } from '../../widgets/sentence.ts';
import { loadingView } from '../../widgets/states.ts';
import { nothingGrew, type CaptureReading, type DiffReading } from './heapReading.ts';

/** How the dominator tree is shown. */
export type IcicleForm = 'picture' | 'table';

type FlatNode = { readonly node: IcicleNode; readonly level: number; readonly path: string };

function flat(node: IcicleNode, level: number, path: string): readonly FlatNode[] {
  return [
    { node, level, path },
    ...node.children.flatMap((child, index) => flat(child, level + 1, `${path}.${index}`)),
  ];
}

/** The blocks as a list: the same names and sizes without the picture. */
export function icicleModel(root: IcicleNode, total: number): GridModel {
  return gridModel<FlatNode>({
    label: 'What holds the heap, as a list',
    columns: [
      {
        id: 'holder',
        head: 'Holder',
        width: 'minmax(0,1fr)',
        cell: ({ node, level }) =>
          html`<span .style=${`padding-left:${level * 16}px`}
            ><span class="spoken">level ${level + 1}</span>${blockName(node)}</span
          >`,
        value: ({ node }) => node.label,
      },
      {
        id: 'count',
        head: 'Objects',
        width: '76px',
        align: 'right',
        from: 420,
        cell: ({ node }) => figure(quantity(node.count, 'count')),
        value: ({ node }) => node.count,
      },
      {
        id: 'retained',
        head: 'Retained',
        width: '84px',
        align: 'right',
        cell: ({ node }) => figure(quantity(node.retainedSize, 'bytes')),
        value: ({ node }) => node.retainedSize,
      },
      {
        id: 'share',
        head: 'Share',
        width: '68px',
        align: 'right',
        cell: ({ node }) => figure(quantity(total === 0 ? null : node.retainedSize / total, 'ratio')),
        value: ({ node }) => (total === 0 ? null : node.retainedSize / total),
      },
    ],
    source: localRows(flat(root, 0, '')),
    keyOf: ({ path }) => path,
  });
}

const swatch = (kind: string) =>
  svg`<svg width="10" height="10" aria-hidden="true"><rect class=${`swatch ${kind}`} x=".5" y=".5" width="9" height="9"></rect></svg>`;

/** What holds the heap: the dominator tree of the (later) snapshot. */
export function icicleSection(
  reading: CaptureReading | DiffReading,
  about: { readonly label: string; readonly heapBytes: number; readonly form: IcicleForm; readonly now: EpochMs },
  setForm: (form: IcicleForm) => void,
): TemplateResult {
  const { icicle, trail } = reading;
  const root = icicle.value;
  const grown = reading.kind === 'diff' ? reading.grown : nothingGrew;
  const crumbs = trail.map((step, index) =>
    index === trail.length - 1
      ? html` › ${step.label}`
      : html` › ${action(step.label, () => reading.leave(trail.length - 1 - index))}`,
  );
  return html`<section>
    <div class="bar wraps">
      <h2>What holds the heap</h2>
      <span class="note">
        ${trail.length === 0 ? html`${about.label}, ${inWords(quantity(about.heapBytes, 'bytes'))}` : html`${action(about.label, () => reading.leave(trail.length))}${crumbs}`}
      </span>
      <span class="end">
        ${
          grown.size === 0
            ? nothing
            : html`<span class="key"
                ><span>${swatch('grew')}holds what grew</span><span>${swatch('')}did not</span></span
              >`
        }
        ${pick<IcicleForm>(
          'Form',
          [
            ['picture', 'Picture'],
            ['table', 'List'],
          ],
          about.form,
          setForm,
        )}
      </span>
    </div>
    ${
      root === null
        ? pending(reading, about.now)
        : about.form === 'table'
          ? html`<pit-grid .model=${icicleModel(root, about.heapBytes)}></pit-grid>`
          : html`<pit-icicle
              .root=${root}
              .grown=${grown}
              .total=${about.heapBytes}
              @enter-node=${(event: CustomEvent<IcicleNode>) => {
                const { nodeId, label } = event.detail;
                if (nodeId !== null) reading.enter(nodeId, label);
              }}
              @leave-node=${() => reading.leave(1)}
            ></pit-icicle>`
    }
  </section>`;
}

function pending(reading: CaptureReading | DiffReading, now: EpochMs): TemplateResult {
  const { state } = reading.icicle;
  if (state.state === 'loading') {
    return loadingView('Looking for what holds it', state.progress, { startedAt: state.startedAt, now }, () =>
      reading.icicle.cancel(),
    );
  }
  const words = state.state === 'failed' ? failureWords(state.failure) : 'Cancelled.';
  return html`<p class="why">${words} ${action('Try Again', () => reading.leave(0))}</p>`;
}
