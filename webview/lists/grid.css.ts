import { css } from 'lit';

/** One CSS grid per row, the same tracks in each; the selection runs from edge to edge. */
export const gridStyles = css`
  :host {
    margin: 0 -16px;
  }
  .grid {
    position: relative;
    overflow: auto;
    overflow-x: hidden;
    font-size: 12px;
    outline: none;
    scrollbar-gutter: auto;
  }
  .body {
    position: relative;
  }
  .tr {
    display: grid;
    column-gap: 12px;
    height: 22px;
    line-height: 22px;
    padding: 0 16px;
    align-items: center;
  }
  .body > * {
    position: absolute;
    left: 0;
    right: 0;
    top: 0;
  }
  .tr > span {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
    min-width: 0;
  }
  .tr > .r {
    text-align: right;
  }
  .tr > .r.two-sided {
    text-align: left;
  }
  .th {
    position: sticky;
    top: 0;
    z-index: 1;
    color: var(--dim);
    font-size: 11px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--rule);
  }
  .th button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    white-space: nowrap;
  }
  .th button:hover {
    color: var(--vscode-foreground);
  }
  .body > .tr {
    contain: strict;
  }
  .body > .tr:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .body > .tr.sel {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
  }
  .grid:focus .body > .tr.sel,
  .body > .tr.sel.open {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
  }
  .tr.sel {
    outline: var(--selected-outline);
    outline-offset: -1px;
  }
  .grid:focus-visible .tr.sel {
    outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
  .grid:focus .tr.sel .dim,
  .grid:focus .tr.sel .u,
  .tr.sel.open .dim,
  .tr.sel.open .u {
    color: inherit;
  }
  .grid:focus .tr.sel a,
  .grid:focus .tr.sel .link,
  .tr.sel.open a,
  .tr.sel.open .link {
    color: var(--selected-link);
  }
  .tr.quiet {
    color: var(--dim);
  }
  .tr.sum {
    border-top: 1px solid var(--rule);
  }
  .tr.two {
    height: 44px;
    line-height: 20px;
    padding-top: 2px;
    padding-bottom: 2px;
    border-bottom: 1px solid var(--grid);
    display: block;
  }
  .under {
    line-height: 22px;
    padding: 0 16px 0 36px;
    background: var(--under);
    color: var(--vscode-foreground);
    overflow: hidden;
  }
  .under .measure > * {
    overflow-wrap: anywhere;
  }
  .twist {
    display: inline-block;
    width: 16px;
    margin: 0 4px 0 -2px;
    cursor: pointer;
  }
  .guides {
    display: inline-block;
    height: 22px;
    vertical-align: top;
    opacity: 0.5;
    background: repeating-linear-gradient(
      to right,
      transparent 0 6px,
      var(--vscode-tree-indentGuidesStroke, var(--rule)) 6px 7px,
      transparent 7px var(--step)
    );
  }
  .share {
    display: block;
    height: 8px;
    margin: 7px 0;
    background: var(--grid);
  }
  .share.plain {
    background: none;
  }
  .share i {
    display: block;
    height: 8px;
    min-width: 1px;
    background: var(--bar, var(--pool));
  }
  .tag {
    display: inline-block;
    margin-left: 6px;
    padding: 0 4px;
    font-size: 11px;
    line-height: 14px;
    border: 1px solid currentColor;
    border-radius: 2px;
    color: var(--warning-text);
  }
  .grid:focus .tr.sel .tag,
  .tr.sel.open .tag {
    color: inherit;
  }
  .tickbox {
    display: inline-block;
    width: 14px;
    height: 14px;
    margin-right: 8px;
    vertical-align: -2px;
    border: 1px solid var(--vscode-checkbox-border, var(--vscode-input-border, var(--vscode-foreground)));
    border-radius: 2px;
    background: var(--vscode-input-background);
    color: var(--vscode-foreground);
  }
  .tickbox .icon {
    width: 12px;
    height: 12px;
    vertical-align: top;
    stroke-width: 1.6;
  }
  .bone {
    display: inline-block;
    width: 60%;
    height: 8px;
    background: var(--grid);
  }
  .finding {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr) auto;
    column-gap: 0;
    line-height: 20px;
  }
  .finding > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .finding .what {
    grid-column: 2 / 4;
  }
  .finding .rest {
    grid-column: 2;
  }
  .lines > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .places {
    display: inline-flex;
    gap: 1px;
    vertical-align: -1px;
    margin-left: 6px;
  }
  .places i {
    width: 8px;
    height: 10px;
    border: 1px solid var(--pool);
  }
  .places i.busy {
    background: var(--pool);
  }
  .mark {
    vertical-align: -1px;
    margin-right: 7px;
  }
  .mark .full {
    fill: var(--gc);
  }
  .mark .hollow {
    fill: none;
    stroke: var(--gc);
  }
  .mark .stem {
    stroke: var(--gc);
  }
  .none {
    padding: 4px 16px;
    color: var(--dim);
    font-size: 12px;
  }
`;
