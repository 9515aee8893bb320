import { css } from 'lit';

/**
 * The page itself and what a theme decides. The editor names its kind of theme in a class of the body; everything below
 * inherits these properties, through the roots of the parts.
 */
export const pageStyles = css`
  body {
    --ink: 100%;
    --heap: color-mix(in srgb, var(--vscode-charts-blue) var(--ink), var(--vscode-foreground));
    --external: color-mix(in srgb, var(--vscode-charts-purple) var(--ink), var(--vscode-foreground));
    --grey: 100%;
    --rss: color-mix(in srgb, var(--vscode-descriptionForeground) var(--grey), var(--vscode-editor-background));
    --gc: color-mix(in srgb, var(--vscode-charts-orange) var(--ink), var(--vscode-foreground));
    --loop: color-mix(in srgb, var(--vscode-charts-yellow) var(--ink), var(--vscode-foreground));
    --pool: color-mix(in srgb, var(--vscode-charts-green) var(--ink), var(--vscode-foreground));
    --cpu: color-mix(in srgb, var(--vscode-charts-foreground) 78%, var(--vscode-editor-background));
    --dim: var(--vscode-descriptionForeground);
    --warning-text: var(--vscode-editorWarning-foreground);
    --rule: var(--vscode-panel-border);
    --grid: color-mix(in srgb, var(--vscode-charts-foreground) 11%, transparent);
    --wash: 0.16;
    --block: color-mix(in srgb, var(--vscode-charts-foreground) 13%, var(--vscode-editor-background));
    --block-grew: color-mix(in srgb, var(--heap) 38%, var(--vscode-editor-background));
    --block-line: transparent;
    --block-grew-line: transparent;
    --block-selected-line: var(--vscode-foreground);
    --flame: 42%;
    --flame-own: color-mix(in srgb, var(--heap) var(--flame), var(--vscode-editor-background));
    --flame-package-1: color-mix(in srgb, var(--external) var(--flame), var(--vscode-editor-background));
    --flame-package-2: color-mix(in srgb, var(--pool) var(--flame), var(--vscode-editor-background));
    --flame-package-3: color-mix(in srgb, var(--loop) var(--flame), var(--vscode-editor-background));
    --flame-package-rest: color-mix(in srgb, var(--vscode-charts-foreground) 34%, var(--vscode-editor-background));
    --flame-node: color-mix(in srgb, var(--vscode-charts-foreground) 21%, var(--vscode-editor-background));
    --flame-engine: color-mix(in srgb, var(--vscode-charts-foreground) 11%, var(--vscode-editor-background));
    --flame-collector: color-mix(in srgb, var(--gc) var(--flame), var(--vscode-editor-background));
    --flame-more: color-mix(in srgb, var(--vscode-charts-red) 55%, var(--vscode-editor-background));
    --flame-less: color-mix(in srgb, var(--vscode-charts-blue) 55%, var(--vscode-editor-background));
    --borders: 0;
    --selected-outline: none;
    --under: color-mix(in srgb, var(--vscode-list-activeSelectionBackground) 28%, transparent);
    --selected-link: color-mix(
      in srgb,
      var(--vscode-textLink-foreground) 55%,
      var(--vscode-list-activeSelectionForeground)
    );
    --code: var(--vscode-editor-font-family, monospace);
    margin: 0;
    padding: 0;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font: 13px/20px var(--vscode-font-family, sans-serif);
  }
  body.vscode-light {
    --ink: 84%;
    --grey: 68%;
    --wash: 0.12;
    --warning-text: color-mix(in srgb, var(--vscode-editorWarning-foreground) 45%, var(--vscode-foreground));
    --block-grew: color-mix(in srgb, var(--heap) 24%, var(--vscode-editor-background));
    --flame: 30%;
  }
  body.vscode-high-contrast {
    --dim: var(--vscode-foreground);
    --rss: var(--vscode-foreground);
    --grid: color-mix(in srgb, var(--vscode-foreground) 30%, transparent);
    --wash: 0;
    --block: var(--vscode-editor-background);
    --block-grew: var(--vscode-editor-background);
    --block-line: var(--vscode-foreground);
    --block-grew-line: var(--heap);
    --block-selected-line: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
    --borders: 1;
    --flame: 100%;
    --flame-package-rest: var(--vscode-foreground);
    --flame-node: color-mix(in srgb, var(--vscode-foreground) 70%, var(--vscode-editor-background));
    --flame-engine: color-mix(in srgb, var(--vscode-foreground) 45%, var(--vscode-editor-background));
    --flame-more: var(--vscode-charts-red);
    --flame-less: var(--vscode-charts-blue);
    --selected-outline: 1px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
    --under: transparent;
    --selected-link: var(--vscode-textLink-foreground);
  }
`;
