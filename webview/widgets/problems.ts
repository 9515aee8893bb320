import { html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../../src/protocol/heapRows.ts';
import { banner } from './states.ts';

/** What of a thing could not be read: the first, how many more, and all of them on hover. */
export function problemsBanner(problems: readonly Problem[], label: string, actions: unknown = nothing): unknown {
  const [first, ...others] = problems;
  if (first === undefined) return nothing;
  const all = problems.map(({ where, what }) => `${where}: ${what}`).join('\n');
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return partial(
    all,
    banner(
      'info',
      html`${label} is not whole: ${first.where}: ${first.what}${more}. Figures are of what could be read.`,
      actions,
    ),
  );
}

function partial(title: string, words: TemplateResult): TemplateResult {
  return html`<div class="partial" title=${title}>${words}</div>`;
}
