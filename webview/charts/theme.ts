import { Signal } from '../store/signal.ts';

const names = [
  'heap',
  'external',
  'rss',
  'gc',
  'loop',
  'cpu',
  'pool',
  'dim',
  'grid',
  'rule',
  'block',
  'block-grew',
  'block-line',
  'block-grew-line',
  'block-selected-line',
  'flame-own',
  'flame-package-1',
  'flame-package-2',
  'flame-package-3',
  'flame-package-rest',
  'flame-node',
  'flame-engine',
  'flame-collector',
  'flame-more',
  'flame-less',
] as const;
export type ColorName = (typeof names)[number];

/** The theme as a canvas needs it. Washes are opacities. */
export type Theme = {
  readonly color: (name: ColorName) => string;
  readonly foreground: string;
  readonly background: string;
  readonly lines: string;
  readonly focus: string;
  readonly wash: number;
  /** True where blocks are told apart by their outlines, as high contrast wants it. */
  readonly borders: boolean;
  readonly family: string;
  readonly code: string;
};

/** Counts changes of the theme; canvases draw again after each. */
export const themeChanges = new Signal(0);

/**
 * Makes the theme's mixed colours readable as plain ones, and tells `themeChanges` when the editor changes its theme.
 * Returns its stop.
 */
export function watchTheme(): () => void {
  for (const name of names) {
    CSS.registerProperty({ name: `--${name}`, syntax: '<color>', inherits: true, initialValue: 'gray' });
  }
  const observer = new MutationObserver(() => themeChanges.set(themeChanges.value + 1));
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => observer.disconnect();
}

/** The theme in force at an element. */
export function themeAt(element: Element): Theme {
  const style = getComputedStyle(element);
  const value = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const foreground = value('--vscode-foreground', 'gray');
  return {
    color: (name) => value(`--${name}`, foreground),
    foreground,
    background: value('--vscode-editor-background', 'transparent'),
    lines: value('--vscode-charts-lines', foreground),
    focus: value('--vscode-focusBorder', foreground),
    wash: Number(value('--wash', '0')),
    borders: value('--borders', '0') === '1',
    family: value('--vscode-font-family', 'sans-serif'),
    code: value('--vscode-editor-font-family', 'monospace'),
  };
}
