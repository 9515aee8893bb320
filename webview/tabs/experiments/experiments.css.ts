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
`;
