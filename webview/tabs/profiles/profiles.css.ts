import { css } from 'lit';

export const profilesStyles = css`
  .about {
    font-size: 11px;
    line-height: 16px;
    min-height: 16px;
    margin: 4px 0 2px;
    color: var(--dim);
    overflow-wrap: anywhere;
  }
  .middle {
    margin: 2px 0;
    font-size: 12px;
    line-height: 20px;
  }
  .partial {
    margin: -14px -16px 10px;
  }
  .matches {
    color: var(--dim);
    white-space: nowrap;
  }
`;
