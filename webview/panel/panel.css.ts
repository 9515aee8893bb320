import { css } from 'lit';

export const panelStyles = css`
  :host {
    min-height: 100vh;
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    height: 40px;
    padding: 0 16px;
    max-width: 1280px;
  }
  header h1 {
    font: 600 13px/20px var(--vscode-font-family);
    margin: 0;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    min-width: 48px;
  }
  header .facts {
    color: var(--dim);
    font-size: 12px;
    flex: 1;
    min-width: 0;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .tabs {
    display: flex;
    justify-content: space-between;
    height: 30px;
    padding: 0 16px;
    border-bottom: 1px solid var(--rule);
    white-space: nowrap;
  }
  .tabs > [role='tablist'] {
    display: flex;
    gap: 20px;
    height: 30px;
    overflow: hidden;
    min-width: 0;
  }
  .tabs button {
    font: 12px/24px var(--vscode-font-family);
    color: var(--vscode-panelTitle-inactiveForeground);
    background: none;
    border: 0;
    border-bottom: 1px solid transparent;
    padding: 0;
    height: 29px;
    flex: none;
    cursor: pointer;
  }
  .tabs button[aria-selected='true'] {
    color: var(--vscode-panelTitle-activeForeground);
    border-bottom-color: var(--vscode-panelTitle-activeBorder);
  }
  .tabs button:focus-visible {
    outline-offset: -2px;
  }
  .count {
    font-size: 11px;
    padding: 0 5px;
    margin-left: 5px;
    border-radius: 8px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    line-height: 16px;
    display: inline-block;
  }
  .view {
    padding: 14px 16px 16px;
    max-width: 1280px;
    outline: none;
  }
  .job .progress {
    margin: -1px 0 0;
  }
  dialog {
    color: var(--vscode-foreground);
    background: var(--vscode-editorWidget-background);
    border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder));
    padding: 12px 16px 16px;
    font-size: 12px;
    max-width: min(420px, calc(100vw - 32px));
  }
  dialog::backdrop {
    background: transparent;
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 16px;
    margin: 8px 0 12px;
  }
  dt {
    font-family: var(--code);
  }
  dd {
    margin: 0;
  }
`;
