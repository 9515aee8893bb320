import { css } from 'lit';

export const experimentsStyles = css`
  .probe {
    fill: none;
    stroke: var(--pool);
    stroke-width: 1.5;
  }
  .between {
    stroke: var(--rss);
    stroke-dasharray: 4 3;
  }
  .cross {
    stroke: var(--rss);
    stroke-width: 1.5;
  }
  .steps {
    margin-top: 12px;
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
