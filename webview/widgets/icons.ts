import { svg, html, type TemplateResult } from 'lit';

/** Outlines of 16 by 16, drawn with the text's own colour. */
const outlines = {
  right: 'M6 3.5 10.5 8 6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  up: 'M3.5 10 8 5.5 12.5 10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5 6.5 12 13 4.5',
  error: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  warning: 'M8 2.2 14.3 13.5H1.7zM8 6.5v3.4M8 11v1.2',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.2v4M8 4.8V6',
  pulse: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
  more: 'M3 8h.8M7.6 8h.8M12.2 8h.8',
} as const;
export type IconName = keyof typeof outlines;

/** An icon. Without a label it is decoration; with one it is read out. */
export function icon(name: IconName, label?: string): TemplateResult {
  const path = svg`<path d=${outlines[name]}></path>`;
  return label === undefined
    ? html`<svg class="icon ${name}" viewBox="0 0 16 16" aria-hidden="true">${path}</svg>`
    : html`<svg class="icon ${name}" viewBox="0 0 16 16" role="img" aria-label=${label}>${path}</svg>`;
}
