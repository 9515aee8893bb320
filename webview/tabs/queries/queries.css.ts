import { css } from 'lit';

export const queriesStyles = css`
  .values {
    margin: 0;
    font-size: 12px;
    line-height: 22px;
  }
  .values div {
    display: grid;
    grid-template-columns: minmax(96px, 28%) minmax(0, 1fr);
    column-gap: 12px;
  }
  .values dt,
  .values dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  code.wraps {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .then {
    margin-top: 12px;
  }
  .lines {
    max-width: 100%;
  }
  .partial {
    margin: -14px -16px 10px;
  }
`;
