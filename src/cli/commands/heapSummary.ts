import type { ClassRow, Problem } from '../../protocol/heapRows.ts';
import { firstRows } from '../allRows.ts';
import { exitCodes, type Command } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';
import { locatedText } from '../locatedText.ts';
import type { Output } from '../output.ts';

const topByDefault = 20;
const shownDetached = 10;

/** Says on standard error what was wrong with a file of which the rest could be read. */
export function noteProblems(output: Output, problems: readonly Problem[]): void {
  for (const { where, what } of problems) output.note(`${where}: ${what}`);
}

/** What the engine calls things of a page that no document holds any more. */
const detachedMark = 'Detached ';
const isDetached = ({ name }: ClassRow) => name.startsWith(detachedMark);

const figuresOf = ({ name, location, count, shallowSize, retainedSize, distance }: ClassRow) => ({
  name,
  location,
  count,
  shallowSize,
  retainedSize,
  distance,
});

function printDetached(output: Output, rows: readonly ClassRow[]): void {
  if (rows.length === 0) return;
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  output.line();
  output.line(output.styled('bold', `Detached from their document: ${formatCount(count)}`));
  for (const row of rows.slice(0, shownDetached))
    output.line(`  ${formatCount(row.count)} ${row.name}, retain ${formatBytes(row.retainedSize)}`);
}

/** `pitstop heap summary`: the classes of a snapshot, counted as the standard engine counts them. */
export const heapSummaryCommand: Command = {
  name: ['heap', 'summary'],
  purpose: 'Show what a heap snapshot holds: its classes with counts, shallow and retained sizes.',
  usage: 'FILE [--top N | --all] [--no-cache]',
  example: 'pitstop heap summary big.heapsnapshot --top 10',
  options: {
    top: { type: 'string', value: 'N', purpose: `the N classes that retain most (${topByDefault})` },
    all: { type: 'boolean', purpose: 'every class' },
    'no-cache': { type: 'boolean', purpose: 'analyse the file anew, and do not keep the analysis for the next run' },
  },
  wordCount: [1, 1],
  takesCommandLine: false,
  run: async ({ words: [file = ''], options, output, signal, host }) => {
    const most = options.flag('all')
      ? Number.MAX_SAFE_INTEGER
      : (options.wholeNumber('top', { min: 1 }) ?? topByDefault);
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const control = { signal, onProgress: output.progress };
    const figures = await client.request('heap/figures', { captureId, anew: options.flag('no-cache') }, control);
    const rows = await firstRows(most, { sort: 'retainedSize', descending: true }, (page) =>
      client.request('heap/classes', { captureId, page }, control),
    );
    const detached = await firstRows(
      Number.MAX_SAFE_INTEGER,
      { sort: 'retainedSize', descending: true, filter: detachedMark },
      (page) => client.request('heap/classes', { captureId, page }, control),
    );
    output.progress(null);
    const { fileBytes, nodeCount, edgeCount, shallowSize, problems } = figures;
    output.json('heapSummary', {
      fileBytes,
      nodeCount,
      edgeCount,
      shallowSize,
      classes: rows.map(figuresOf),
      detached: detached.filter(isDetached).map(figuresOf),
      problems,
    });
    output.line(
      `${formatBytes(shallowSize)} in ${formatCount(nodeCount)} nodes and ${formatCount(edgeCount)} edges, ` +
        `${formatCount(figures.classCount)} classes`,
    );
    output.line();
    output.table(
      [
        { title: 'class', text: (row: ClassRow) => row.name, align: 'left', widthMax: 48 },
        { title: 'count', text: (row: ClassRow) => formatCount(row.count), align: 'right' },
        { title: 'shallow', text: (row: ClassRow) => formatBytes(row.shallowSize), align: 'right' },
        { title: 'retained', text: (row: ClassRow) => formatBytes(row.retainedSize), align: 'right' },
        { title: 'where', text: locatedText, align: 'left', widthMax: 60 },
      ],
      rows,
    );
    printDetached(output, detached.filter(isDetached));
    noteProblems(output, problems);
    return exitCodes.clean;
  },
};
