import type { ReportChart } from './reportBlocks.ts';

const width = 560;
const height = 200;
const edge = { left: 64, right: 16, top: 24, bottom: 36 };

const short = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(3));

/**
 * A chart as SVG, with colours that the page's style gives. `escaped` makes text safe. Points stand at equal distances in
 * the order of their sizes, since sizes are tried in doubling steps. Empty where there are fewer than two points.
 */
export function chartSvg(chart: ReportChart, escaped: (text: string) => string): string {
  const points = chart.points.toSorted((a, b) => a.x - b.x);
  if (points.length < 2) return '';
  const most = Math.max(...points.map(({ y }) => y));
  const across = (index: number) => edge.left + (index / (points.length - 1)) * (width - edge.left - edge.right);
  const up = (y: number) => height - edge.bottom - (most === 0 ? 0 : y / most) * (height - edge.top - edge.bottom);
  const at = points.map(({ y }, index) => `${across(index).toFixed(1)},${up(y).toFixed(1)}`);
  const text = (x: number, y: number, anchor: string, words: string) =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped(words)}</text>`;
  const { marked } = chart;
  const markedIndex = marked === null ? -1 : points.findIndex(({ x }) => x === marked.x);
  const mark =
    marked === null || markedIndex < 0
      ? []
      : [
          `<line class="mark" x1="${across(markedIndex).toFixed(1)}" x2="${across(markedIndex).toFixed(1)}" y1="${edge.top}" y2="${height - edge.bottom}"/>`,
          text(
            across(markedIndex),
            edge.top - 8,
            markedIndex === 0 ? 'start' : markedIndex === points.length - 1 ? 'end' : 'middle',
            marked.words,
          ),
        ];
  const summary = points.map(({ x, y }) => `${x}: ${short(y)}`).join(', ');
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${chart.title}. ${summary}`)}">`,
    `<line class="axis" x1="${edge.left}" x2="${width - edge.right}" y1="${height - edge.bottom}" y2="${height - edge.bottom}"/>`,
    text(edge.left - 8, up(most) + 4, 'end', short(most)),
    text(edge.left - 8, up(0) + 4, 'end', '0'),
    text(0, edge.top - 8, 'start', chart.up),
    ...mark,
    `<polyline points="${at.join(' ')}"/>`,
    ...points.map(({ y }, index) => `<circle cx="${across(index).toFixed(1)}" cy="${up(y).toFixed(1)}" r="3"/>`),
    ...points.map(({ x }, index) => text(across(index), height - edge.bottom + 16, 'middle', String(x))),
    text(width - edge.right, height - 4, 'end', chart.across),
    '</svg>',
  ].join('\n');
}
