import { chartSvg } from './reportChart.ts';
import type { Report, ReportBlock, ReportSection } from './reportBlocks.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);

const style = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1f1f1f; --quiet: #616161; --line: #d4d4d4; --code: #f5f5f5; --accent: #0060c0; --added: #116329; --removed: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #1f1f1f; --ink: #e4e4e4; --quiet: #a0a0a0; --line: #3c3c3c; --code: #2a2a2a; --accent: #6cb6ff; --added: #7ee787; --removed: #ff9b93; } }
body { margin: 0 auto; padding: 24px; max-width: 880px; background: var(--ground); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 32px 0 8px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
h3 { font-size: 15px; margin: 24px 0 4px; } h4 { font-size: 13px; margin: 16px 0 4px; color: var(--quiet); }
p, ul { margin: 8px 0; } ul { padding-left: 20px; } .about { color: var(--quiet); margin-top: 4px; }
.answer { font-weight: 600; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; margin: 8px 0; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 16px 3px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 400; color: var(--quiet); } .figure { text-align: right; white-space: nowrap; }
.wide { overflow-x: auto; }
pre { margin: 8px 0; padding: 8px 12px; background: var(--code); overflow-x: auto; font: 12.5px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.added { color: var(--added); } .removed { color: var(--removed); }
svg { display: block; width: 100%; max-width: 560px; margin: 12px 0; font: 11px system-ui, sans-serif; }
svg text { fill: var(--quiet); } svg polyline { fill: none; stroke: var(--accent); stroke-width: 2; } svg circle { fill: var(--accent); }
svg .axis { stroke: var(--line); } svg .mark { stroke: var(--quiet); stroke-dasharray: 3 3; }
@media print { body { max-width: none; padding: 0; } h2, h3, h4 { break-after: avoid; } table, pre, svg { break-inside: avoid; } }
`;

/** A line of a diff in the colour of what it does; its sign says the same. */
function diffLine(line: string): string {
  const isHead = line.startsWith('---') || line.startsWith('+++');
  if (!isHead && line.startsWith('+')) return `<span class="added">${escaped(line)}</span>`;
  if (!isHead && line.startsWith('-')) return `<span class="removed">${escaped(line)}</span>`;
  return escaped(line);
}

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escaped(block.text)}</p>`;
    case 'answer':
      return `<p class="answer">${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escaped(item)}</li>`).join('\n')}\n</ul>`;
    case 'table': {
      const { columns } = block;
      const classOf = (column: number) => (columns[column]?.isFigure === true ? ' class="figure"' : '');
      const row = (tag: 'th' | 'td') => (cells: readonly string[]) =>
        `<tr>${cells.map((cell, column) => `<${tag}${classOf(column)}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
      const head = row('th')(columns.map((column) => column.head));
      return `<div class="wide"><table>\n<thead>${head}</thead>\n<tbody>\n${block.rows.map(row('td')).join('\n')}\n</tbody>\n</table></div>`;
    }
    case 'code': {
      const text = block.language === 'diff' ? block.text.split('\n').map(diffLine).join('\n') : escaped(block.text);
      return `<pre><code>${text}</code></pre>`;
    }
    case 'chart':
      return chartSvg(block.chart, escaped);
  }
}

function sectionHtml({ title, blocks, sections }: ReportSection, depth: number): string {
  const inner = [
    ...blocks.map(blockHtml).filter((html) => html !== ''),
    ...sections.map((one) => sectionHtml(one, depth + 1)),
  ];
  return `<section>\n<h${depth}>${escaped(title)}</h${depth}>\n${inner.join('\n')}\n</section>`;
}

/** A report as one HTML page that needs nothing else: no script, no address, light and dark, and fit to print. */
export function htmlReport({ title, about, sections }: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1><p class="about">${escaped(about)}</p></header>
<main>
${sections.map((section) => sectionHtml(section, 2)).join('\n')}
</main>
</body>
</html>
`;
}
