import { css } from 'lit';

/** What every part shares: type, links, quantities, sections. 4 px grid; section gaps 16 px. */
export const baseStyles = css`
  :host {
    display: block;
    font-variant-numeric: tabular-nums;
  }
  * {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  code,
  .q {
    font-family: var(--code);
    font-size: 12px;
    font-variant-ligatures: none;
    letter-spacing: -0.2px;
  }
  code,
  .q {
    white-space: nowrap;
  }
  .u {
    color: var(--dim);
    display: inline-block;
    text-align: left;
    margin-left: 0.5ch;
    min-width: var(--uw, 2ch);
  }
  .u:empty {
    margin-left: 0;
    min-width: 0;
  }
  b {
    font-weight: 600;
  }
  .dim {
    color: var(--dim);
  }
  .icon {
    width: 16px;
    height: 16px;
    flex: none;
    vertical-align: -3px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.1;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  span.icon {
    display: inline-block;
  }
  .icon.error {
    color: var(--vscode-editorError-foreground);
  }
  .icon.warning {
    color: var(--vscode-editorWarning-foreground);
  }
  .icon.info {
    color: var(--vscode-editorInfo-foreground);
  }
  .icon.check {
    color: var(--vscode-testing-iconPassed);
  }
  a,
  .link {
    color: var(--vscode-textLink-foreground);
    text-decoration: none;
    background: none;
    border: 0;
    padding: 0;
    margin: 0;
    font: inherit;
    cursor: pointer;
    white-space: nowrap;
  }
  a:hover,
  .link:hover {
    text-decoration: underline;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  h2 {
    font: 600 12px/20px var(--vscode-font-family);
    margin: 0;
    white-space: nowrap;
  }
  section {
    margin-top: 16px;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 4px 12px;
    min-height: 24px;
    margin-bottom: 2px;
    font-size: 12px;
  }
  .bar .note {
    color: var(--dim);
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
    min-width: 0;
  }
  .bar .end {
    margin-left: auto;
    display: flex;
    gap: 12px;
    align-items: center;
    flex: none;
  }
  .bar.wraps {
    flex-wrap: wrap;
  }
  @media (max-width: 559px) {
    .bar.wraps .end {
      margin-left: 0;
      flex: 1 1 100%;
      flex-wrap: wrap;
    }
  }
  .answer {
    font-size: 14px;
    line-height: 22px;
    margin: 0;
    max-width: 880px;
    text-wrap: pretty;
  }
  .answer code {
    font-size: 13px;
  }
  .answer .icon {
    margin-right: 6px;
  }
  .why {
    color: var(--dim);
    font-size: 12px;
    line-height: 18px;
    margin: 4px 0 0;
    max-width: 880px;
  }
  .actions {
    display: flex;
    gap: 8px;
    flex-wrap: wrap;
    margin-top: 12px;
    align-items: center;
    font-size: 12px;
  }
  .actions .link {
    margin-left: 4px;
  }
  .pick {
    display: flex;
    font-size: 12px;
    gap: 12px;
  }
  .pick button {
    font: inherit;
    line-height: 20px;
    padding: 0;
    border: 0;
    border-bottom: 1px solid transparent;
    background: none;
    color: var(--dim);
    cursor: pointer;
  }
  .pick button[aria-pressed='true'] {
    color: var(--vscode-foreground);
    border-bottom-color: var(--vscode-panelTitle-activeBorder);
  }
  select {
    font: 12px/20px var(--vscode-font-family);
    height: 22px;
    max-width: 220px;
    padding: 0 2px;
    color: var(--vscode-dropdown-foreground, var(--vscode-foreground));
    background: var(--vscode-dropdown-background, var(--vscode-input-background));
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-input-border, var(--vscode-contrastBorder)));
    border-radius: 2px;
  }
  vscode-button {
    font-size: 12px;
    flex: none;
  }
  vscode-button::part(base) {
    height: 24px;
    padding: 0 10px;
    font-size: 12px;
    line-height: 22px;
  }
  vscode-textfield {
    --vscode-settings-textInputBackground: var(--vscode-input-background);
    --vscode-settings-textInputBorder: var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    --vscode-settings-textInputForeground: var(--vscode-input-foreground, var(--vscode-foreground));
    width: 156px;
    font-size: 12px;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    color: var(--dim);
    font-size: 11px;
    line-height: 16px;
    align-items: center;
  }
  .key svg {
    vertical-align: -1px;
    margin-right: 5px;
  }
  /* The picture is dimmed, the figures stay readable. */
  .stale {
    --picture: 0.5;
  }
  canvas {
    display: block;
    opacity: var(--picture, 1);
  }
  @media (max-width: 559px) {
    .wide {
      display: none;
    }
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
