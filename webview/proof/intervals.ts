import { html, nothing, svg, type TemplateResult } from 'lit';
import { css } from 'lit';
import { logTicks } from '../charts/ticks.ts';
import type { Proof } from '../../src/protocol/proofs.ts';
import { gainText } from '../../src/format/figures.ts';
import { ratioWords } from '../format/ratios.ts';
import { verdictOfProof } from './proofWords.ts';

type Interval = { readonly ratio: number; readonly interval: readonly [low: number, high: number] };

/** A line of the picture: a metric, what changing nothing gave (A/A), and what the change gave (A/B). */
export type IntervalRow = {
  readonly name: string;
  readonly same: Interval | null;
  readonly change: Interval | null;
  /** A ratio that was counted beside, without an interval. */
  readonly counted: number | null;
  readonly verdict: string;
  readonly isGain: boolean;
};

export const intervalStyles = css`
  table.intervals {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    font-size: 12px;
    line-height: 22px;
  }
  .intervals th,
  .intervals td {
    padding: 0;
    font-weight: 400;
    text-align: left;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .intervals thead th {
    color: var(--dim);
    font-size: 11px;
  }
  .intervals thead th:nth-child(1) {
    width: 152px;
  }
  .intervals thead th:nth-child(3) {
    width: 148px;
    padding-right: 12px;
  }
  .intervals thead th:nth-child(4) {
    width: 108px;
  }
  .intervals td:nth-child(3),
  .intervals th:nth-child(3) {
    text-align: right;
    padding-right: 12px;
  }
  .intervals tbody tr > * {
    border-bottom: 1px solid var(--grid);
  }
  .intervals svg {
    display: block;
    width: 100%;
    height: 22px;
    overflow: visible;
    font: 11px var(--vscode-font-family);
  }
  .intervals svg text {
    fill: var(--dim);
    text-anchor: middle;
  }
  .intervals svg text.counted {
    text-anchor: start;
  }
  .intervals td:nth-child(2),
  .intervals th:nth-child(2) {
    overflow: visible;
  }
  .intervals svg text.one {
    fill: var(--vscode-foreground);
  }
  .intervals .gridline {
    stroke: var(--grid);
    shape-rendering: crispEdges;
  }
  .intervals line.one {
    stroke: var(--vscode-charts-lines, var(--vscode-foreground));
    shape-rendering: crispEdges;
  }
  .aa {
    stroke: var(--rss);
    stroke-width: 1.5;
    stroke-dasharray: 2 1.5;
  }
  .ab {
    stroke: var(--rss);
    stroke-width: 3;
  }
  .ab.gain {
    stroke: var(--pool);
  }
  @media (max-width: 559px) {
    .intervals thead th:nth-child(1) {
      width: 104px;
    }
    .intervals thead th:nth-child(3) {
      width: 112px;
      padding-right: 0;
    }
    .intervals th:nth-child(4),
    .intervals td:nth-child(4) {
      display: none;
    }
  }
`;

/** The lines of one proof: its own metric with intervals, then what was counted beside. */
export function intervalRows(proof: Proof): readonly IntervalRow[] {
  const verdicts = { gain: 'better', loss: 'worse', none: 'no difference' } as const;
  const verdict = verdictOfProof(proof);
  const beside = proof.rows.flatMap(({ name, gain, before, after }): readonly IntervalRow[] => {
    if (gain === null && before !== after) return [];
    const isSame = gain === null || gain === 1;
    const words = isSame ? 'same' : gain > 1 ? 'better' : 'worse';
    return [{ name, same: null, change: null, counted: gain ?? 1, verdict: words, isGain: !isSame && gain > 1 }];
  });
  const { ratio, interval } = proof;
  const change = { ratio, interval };
  return [
    {
      name: proof.metric,
      same: proof.sameAgain,
      change,
      counted: null,
      verdict: verdicts[verdict],
      isGain: verdict === 'gain',
    },
    ...beside,
  ];
}

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** Where a ratio stands on the log axis, as a share of its width; all that is drawn and 1 lie within. */
export function ratioScale(rows: readonly IntervalRow[]): {
  readonly at: (ratio: number) => number;
  readonly ticks: readonly number[];
} {
  const values = rows.flatMap(({ same, change }) => [...(same?.interval ?? []), ...(change?.interval ?? [])]);
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = Math.min(0.9, ...known) * 0.97;
  const high = Math.max(1.1, ...known) * 1.05;
  const at = (ratio: number) => Math.log(Math.min(high, Math.max(low, ratio)) / low) / Math.log(high / low);
  const ticks = logTicks(low, high, 6).filter((tick) => tick !== 1 && Math.abs(at(tick) - at(1)) > 0.07);
  return { at, ticks };
}

function marks(row: IntervalRow, at: (ratio: number) => number): unknown {
  const span = ({ interval: [low, high] }: Interval, y: number, kind: string) =>
    svg`<line class=${kind} x1=${percent(at(low))} x2=${percent(at(high))} y1=${y} y2=${y}></line>`;
  const tick = (ratio: number, kind: string) =>
    svg`<line class=${kind} x1=${percent(at(ratio))} x2=${percent(at(ratio))} y1="10" y2="18"></line>`;
  const kind = row.isGain ? 'ab gain' : 'ab';
  return svg`${row.same === null ? nothing : span(row.same, 7, 'aa')}
    ${row.change === null ? nothing : [span(row.change, 14, kind), tick(row.change.ratio, kind)]}
    ${row.counted === null ? nothing : svg`<text class="counted" x=${percent(at(1))} dx="10" y="15">counted</text>`}`;
}

function ratioCell({ change, counted }: IntervalRow): string {
  if (change !== null) return gainText(change);
  return counted === null ? '—' : ratioWords(counted);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Ratios with their 95 % intervals, A/A dashed above A/B solid, all on one log axis; as a table it is read out too. */
export function intervalTable(proof: Proof): TemplateResult {
  const rows = intervalRows(proof);
  const { at, ticks } = ratioScale(rows);
  const lines = svg`${ticks.map((tick) => svg`<line class="gridline" x1=${percent(at(tick))} x2=${percent(at(tick))} y1="0" y2="22"></line>`)}
    <line class="one" x1=${percent(at(1))} x2=${percent(at(1))} y1="0" y2="22"></line>`;
  return html`<table class="intervals">
    <thead>
      <tr>
        <th scope="col"><span class="spoken">figure</span></th>
        <th scope="col">
          <span class="spoken">gain over today</span>
          <svg aria-hidden="true">
            ${ticks.map((tick) => svg`<text x=${percent(at(tick))} y="15">${tick}x</text>`)}
            <text class="one" x=${percent(at(1))} y="15">1x</text>
          </svg>
        </th>
        <th scope="col">Ratio</th>
        <th scope="col">Verdict</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <th scope="row" title=${row.name}>${capital(row.name)}</th>
            <td><svg aria-hidden="true">${lines} ${marks(row, at)}</svg></td>
            <td class="q">${ratioCell(row)}</td>
            <td class=${row.isGain ? '' : 'dim'}>${row.verdict}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
