import { css } from 'lit';

/** The proof card, the one framed thing, and what stands beside it. */
export const proofStyles = css`
  .beside {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 320px;
    gap: 16px 24px;
    align-items: start;
  }
  .beside > * {
    min-width: 0;
  }
  .beside pit-grid {
    margin-right: 0;
  }
  .cards {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  .card {
    border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder));
    background: var(--vscode-editorWidget-background);
    padding: 6px 12px 12px;
    font-size: 12px;
    --grid-back: var(--vscode-editorWidget-background);
  }
  .card h3 {
    display: flex;
    gap: 6px;
    align-items: flex-start;
    margin: 0 0 2px;
    font: 600 12px/24px var(--vscode-font-family);
  }
  .card.quiet h3 {
    font-weight: 400;
    color: var(--dim);
  }
  .card h3 .icon {
    margin-top: 4px;
  }
  .card h3 span {
    line-height: 18px;
    padding: 3px 0;
  }
  .card .actions {
    margin-top: 10px;
  }
  .card .why {
    margin-top: 8px;
    font-size: 11px;
    line-height: 16px;
    overflow-wrap: anywhere;
  }
  .card > p {
    margin: 2px 0;
    line-height: 18px;
  }
  .sql {
    margin: 0 0 8px;
    font: 12px/18px var(--code);
    font-variant-ligatures: none;
    letter-spacing: -0.2px;
    border-left: 2px solid var(--rule);
    padding: 0 0 0 10px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .sql.bare {
    border: 0;
    padding: 0;
    margin: 2px 0 10px;
  }
  .sql .keyword,
  .sql .comment {
    color: var(--dim);
  }
  .change {
    margin: 2px 0 10px;
    line-height: 18px;
  }
  .change code {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  del {
    color: var(--dim);
  }
  ins {
    font-weight: 600;
    text-decoration: none;
    border-bottom: 1px solid var(--pool);
  }
  .runs {
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr);
    margin: 4px 0;
  }
  .runs .names {
    display: grid;
    grid-template-rows: 27px 25px;
    align-items: center;
    font-size: 11px;
  }
  .plot {
    width: 100%;
    overflow: visible;
    font: 11px var(--vscode-font-family);
    font-variant-numeric: tabular-nums;
  }
  .plot circle {
    fill: none;
    stroke: var(--rss);
    stroke-width: 1.25;
  }
  .plot.gain circle.after {
    stroke: var(--pool);
  }
  .plot .median {
    stroke: var(--vscode-foreground);
    stroke-width: 1.5;
  }
  .plot .gridline {
    stroke: var(--grid);
    shape-rendering: crispEdges;
  }
  .plot .arrow {
    stroke: var(--vscode-foreground);
    stroke-opacity: 0.5;
  }
  .plot .point {
    fill: var(--vscode-foreground);
    fill-opacity: 0.6;
  }
  .plot text {
    fill: var(--dim);
    text-anchor: middle;
  }
  .plot text.last {
    text-anchor: end;
  }
  .plot text.first {
    text-anchor: start;
  }
  .plot text.halo {
    fill: var(--vscode-foreground);
    paint-order: stroke;
    stroke: var(--vscode-editorWidget-background);
    stroke-width: 6px;
    stroke-linejoin: round;
  }
  table.facts {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    font-size: 12px;
    line-height: 22px;
  }
  .facts th,
  .facts td {
    padding: 0;
    text-align: right;
    font-weight: 400;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .facts thead th {
    width: 64px;
    color: var(--dim);
    font-size: 11px;
  }
  .facts thead th:first-child {
    width: auto;
  }
  .facts thead th:last-child {
    width: 52px;
  }
  .facts tbody th {
    text-align: left;
    padding: 3px 8px 3px 0;
    line-height: 16px;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .facts tbody tr + tr > * {
    border-top: 1px solid var(--grid);
  }
  .facts .bad {
    font-weight: 600;
  }
  @media (max-width: 819px) {
    .beside {
      grid-template-columns: minmax(0, 1fr);
    }
    .beside .cards {
      order: -1;
    }
    .beside pit-grid {
      margin-right: -16px;
    }
  }
`;
