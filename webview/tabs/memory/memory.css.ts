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
  .partial {
    margin: -14px -16px 10px;
  }
  .bar.wraps {
    flex-wrap: wrap;
  }
  @media (max-width: 559px) {
    .bar.wraps .end {
      margin-left: 0;
      flex: 1 1 100%;
    }
  }
`;
