import { html, nothing } from 'lit';
import type { PoolStep, PoolTuning } from '../../../src/protocol/experiments.ts';
import { quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';

const count = (value: number) => figure(quantity(value, 'count'));
const time = (value: number | null) => figure(quantity(value, 'ms', 2), value === null ? 'nobody waited' : undefined);

type Figure = readonly [
  id: string,
  head: string,
  width: string,
  from: number,
  of: (step: PoolStep) => number | null,
  isTime: boolean,
];

const figures: readonly Figure[] = [
  ['throughput', 'Done /s', '64px', 0, ({ throughput }) => throughput, false],
  ['waitP50', 'Wait p50', '72px', 720, ({ waitMsP50 }) => waitMsP50, true],
  ['waitP95', 'Wait p95', '72px', 0, ({ waitMsP95 }) => waitMsP95, true],
  ['holdP95', 'Hold p95', '72px', 420, ({ holdMsP95 }) => holdMsP95, true],
  ['busy', 'Busy', '44px', 480, ({ busyMax }) => busyMax, false],
  ['waiters', 'Waiters', '52px', 480, ({ waitersMax }) => waitersMax, false],
  ['done', 'Done', '56px', 640, ({ completed }) => completed, false],
  ['errors', 'Errors', '48px', 560, ({ errors }) => errors, false],
];

/** The sizes that were tried as a list: the picture's figures as text. */
export function stepsModel({ steps, knee, currentSize }: PoolTuning): GridModel {
  const name = ({ size, note }: PoolStep) =>
    html`<span title=${note ?? ''}
      ><span class="q">${size}</span
      ><span class="dim">${size === knee ? ' knee' : ''}${size === currentSize ? ' now' : ''}</span>${
        note === null ? nothing : html` <span class="dim">${note}</span>`
      }</span
    >`;
  const columns: readonly Column<PoolStep>[] = [
    { id: 'size', head: 'Size', width: 'minmax(64px,1fr)', cell: name, value: ({ size }) => size },
    ...figures.map(([id, head, width, from, of, isTime]): Column<PoolStep> => ({
      id,
      head,
      width,
      from,
      align: 'right',
      cell: (step) => {
        const value = of(step);
        return isTime || value === null ? time(value) : count(value);
      },
      value: of,
    })),
  ];
  return gridModel<PoolStep>({
    label: 'Sizes that were tried',
    columns,
    source: localRows(steps.toSorted((a, b) => a.size - b.size)),
    keyOf: ({ size }) => String(size),
    isQuiet: ({ isValid }) => !isValid,
    empty: 'No size was tried.',
  });
}
