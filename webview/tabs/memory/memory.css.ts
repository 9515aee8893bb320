import { css } from 'lit';

export const memoryStyles = css`
  .swatch {
    fill: var(--block);
    stroke: var(--block-line);
  }
  .swatch.grew {
    fill: var(--block-grew);
    stroke: var(--block-grew-line);
  }
  .dot {
    fill: var(--rss);
    stroke: var(--rss);
    stroke-width: 1.5;
  }
  .dot.heap {
    fill: var(--heap);
    stroke: var(--heap);
  }
  .dot.external {
    fill: var(--external);
    stroke: var(--external);
  }
  .dot.early {
    fill: none;
  }
  .slopes {
    margin-top: 4px;
  }
  .then {
    margin-top: 24px;
  }
  .partial {
    margin: -14px -16px 10px;
  }
`;
