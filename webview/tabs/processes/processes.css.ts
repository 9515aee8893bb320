import { css } from 'lit';

export const processesStyles = css`
  .lives {
    display: block;
    width: 100%;
    border-bottom: 1px solid var(--grid);
  }
  .working {
    fill: var(--external);
  }
  .starting {
    fill: var(--external);
    opacity: 0.45;
  }
  .scale {
    display: flex;
    justify-content: space-between;
    font-size: 11px;
    line-height: 18px;
  }
`;
