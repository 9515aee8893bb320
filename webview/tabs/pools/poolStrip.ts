import { html, svg, type TemplateResult } from 'lit';
import type { LivePool } from '../../../src/protocol/livePools.ts';
import { wholeNumber } from '../../format/quantity.ts';

const height = 60;

/** The outline of a column from left to right, as steps, in a picture of one unit a row and `height` high. */
export function steps(values: readonly number[], most: number): string {
  const y = (value: number) => (height * (1 - value / Math.max(1, most))).toFixed(1);
  return values.map((value, at) => `${at === 0 ? 'M' : 'L'}${at} ${y(value)}L${at + 1} ${y(value)}`).join('');
}

const area = (values: readonly number[], most: number) =>
  values.length === 0 ? '' : `${steps(values, most)}L${values.length} ${height}L0 ${height}Z`;

/** How a pool stood second by second: taken, those not given back for long, and who waited. */
export function pools({ history, capacity, kind }: LivePool): TemplateResult {
  const { at, busy, waiting, held } = history;
  const most = Math.max(1, capacity ?? 0, ...busy, ...waiting);
  const last = at.length - 1;
  const bound = capacity === null ? '' : ` of ${wholeNumber(capacity)}`;
  const words = `${wholeNumber(busy[last] ?? 0)}${bound} ${kind === 'sockets' ? 'open' : 'taken'} now, at most ${wholeNumber(Math.max(0, ...busy))}; at most ${wholeNumber(Math.max(0, ...waiting))} waited`;
  return html`<svg
      class="strip"
      viewBox=${`0 0 ${Math.max(1, at.length)} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label=${words}
    >
      ${capacity === null ? '' : svg`<line class="bound" x1="0" x2=${at.length} y1=${height * (1 - capacity / most)} y2=${height * (1 - capacity / most)}></line>`}
      ${svg`<path class="busy" d=${area(busy, most)}></path><path class="held" d=${area(held, most)}></path><path class="waiting" d=${steps(waiting, most)}></path>`}
    </svg>
    <p class="why">${words}</p>`;
}
