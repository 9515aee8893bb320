import type { Report, ReportBlock, ReportSection } from './reportBlocks.ts';

/** Words as words: nothing in them becomes markup. */
const plain = (text: string) =>
  // An underscore within a word is one.
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*[\]<>|#~]|(?<!\w)_|_(?!\w)/g, '\\$&');

/** A fence longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function blockText(block: ReportBlock): string {
  switch (block.kind) {
    case 'text':
      return plain(block.text);
    case 'answer':
      return `**${plain(block.text)}**`;
    case 'list':
      return block.items.map((item) => `- ${plain(item)}`).join('\n');
    case 'table': {
      const row = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
      const line = block.columns.map(({ isFigure }) => (isFigure ? '--:' : '---'));
      return [row(block.columns.map(({ head }) => head)), `| ${line.join(' | ')} |`, ...block.rows.map(row)].join('\n');
    }
    case 'code':
      return fenced(block.language, block.text);
    case 'chart':
      // The table beside it has the same figures.
      return '';
  }
}

function sectionText({ title, blocks, sections }: ReportSection, depth: number): readonly string[] {
  return [
    `${'#'.repeat(depth)} ${plain(title)}`,
    ...blocks.map(blockText).filter((text) => text !== ''),
    ...sections.flatMap((section) => sectionText(section, depth + 1)),
  ];
}

/** A report as Markdown. */
export function markdownReport({ title, about, sections }: Report): string {
  return `${[`# ${plain(title)}`, plain(about), ...sections.flatMap((section) => sectionText(section, 2))].join('\n\n')}\n`;
}
