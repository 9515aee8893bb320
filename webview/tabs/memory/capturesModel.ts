import { html } from 'lit';
import type { Capture, CaptureWay } from '../../../src/protocol/captures.ts';
import type { EpochMs } from '../../../src/protocol/units.ts';
import { ago, clockSeconds, fullMoment } from '../../format/moments.ts';
import { quantity } from '../../format/quantity.ts';
import { gridModel, localRows, type Column, type GridModel } from '../../lists/gridModel.ts';
import { figure } from '../../widgets/cells.ts';

const ways: Readonly<Record<CaptureWay, string>> = { inspector: 'inspector', heapdump: 'heapdump', import: 'imported' };

function columns(shownIds: ReadonlySet<string>, now: EpochMs): readonly Column<Capture>[] {
  const name = (capture: Capture) => (shownIds.has(capture.captureId) ? html`<b>${capture.label}</b>` : capture.label);
  return [
    { id: 'snapshot', head: 'Snapshot', width: 'minmax(0,1fr)', cell: name, value: ({ label }) => label },
    {
      id: 'of',
      head: 'Of',
      width: 'minmax(0,.8fr)',
      from: 640,
      cell: ({ targetName, targetPid }) =>
        targetName === undefined
          ? html`<span class="dim" title="an imported file does not say">—</span>`
          : html`${targetName} <span class="dim">${targetPid === undefined ? '' : `pid ${targetPid}`}</span>`,
      value: ({ targetName }) => targetName ?? null,
    },
    {
      id: 'way',
      head: 'By',
      width: '72px',
      from: 720,
      cell: ({ way }) => html`<span class="dim">${ways[way]}</span>`,
      value: ({ way }) => way,
    },
    {
      id: 'pause',
      head: 'Paused',
      width: '72px',
      align: 'right',
      from: 720,
      cell: ({ pauseMs }) => figure(quantity(pauseMs, 'ms'), pauseMs === undefined ? 'not measured' : undefined),
      value: ({ pauseMs }) => pauseMs ?? null,
    },
    {
      id: 'file',
      head: 'File',
      width: '76px',
      align: 'right',
      cell: ({ fileBytes, file }) => html`<span title=${file}>${figure(quantity(fileBytes, 'bytes'))}</span>`,
      value: ({ fileBytes }) => fileBytes,
    },
    {
      id: 'taken',
      head: 'Taken',
      width: '132px',
      cell: ({ takenAt }) =>
        html`<span title=${fullMoment(takenAt)}
          ><span class="q">${clockSeconds(takenAt)}</span> <span class="dim">${ago(takenAt, now)}</span></span
        >`,
      value: ({ takenAt }) => fullMoment(takenAt),
    },
  ];
}

/** The snapshots, the newest first: Enter opens one, Space ticks two for a comparison. */
export function capturesModel(
  captures: readonly Capture[],
  ticked: readonly string[],
  shownIds: ReadonlySet<string>,
  now: EpochMs,
  acts: { readonly open: (capture: Capture) => void; readonly tick: (capture: Capture) => void },
): GridModel {
  return gridModel<Capture>({
    label: 'Snapshots',
    columns: columns(shownIds, now),
    source: localRows([...captures].sort((a, b) => b.takenAt - a.takenAt)),
    keyOf: ({ captureId }) => captureId,
    onOpen: acts.open,
    onTick: acts.tick,
    isTicked: ({ captureId }) => ticked.includes(captureId),
    empty: 'No snapshot yet.',
  });
}
