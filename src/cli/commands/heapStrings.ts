import type { StringRow } from '../../protocol/heapTables.ts';
import { firstRows } from '../allRows.ts';
import { exitCodes, type Command } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';
import { noteOmitted, wantedRows } from '../heapTable.ts';

/** `pitstop heap strings`: the texts that a heap holds more than once, or those that take most. */
export const heapStringsCommand: Command = {
  name: ['heap', 'strings'],
  purpose: 'Show the strings of a heap snapshot: those held more than once with what they waste, or the longest.',
  usage: 'FILE [--longest] [--top N | --all]',
  example: 'pitstop heap strings big.heapsnapshot --top 20',
  options: {
    longest: { type: 'boolean', purpose: 'the strings that take most, instead of duplicates' },
    top: { type: 'string', value: 'N', purpose: 'so many rows (20)' },
    all: { type: 'boolean', purpose: 'every row' },
  },
  wordCount: [1, 1],
  takesCommandLine: false,
  run: async ({ words: [file = ''], options, output, signal, host }) => {
    const most = wantedRows(options);
    const order = options.flag('longest') ? 'longest' : 'duplicates';
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const control = { signal, onProgress: output.progress };
    const sort = { sort: order === 'longest' ? 'totalSize' : 'wastedSize', descending: true };
    let omitted = 0;
    const strings = await firstRows(most, sort, async (page) => {
      const answer = await client.request('heap/strings', { captureId, order, page }, control);
      ({ omitted } = answer);
      return answer;
    });
    output.progress(null);
    output.json('heapStrings', { order, strings, omitted });
    output.table(
      [
        ...(order === 'duplicates'
          ? ([
              { title: 'count', text: (row: StringRow) => formatCount(row.count), align: 'right' },
              { title: 'wasted', text: (row: StringRow) => formatBytes(row.wastedSize), align: 'right' },
            ] as const)
          : []),
        { title: 'size', text: (row: StringRow) => formatBytes(row.totalSize), align: 'right' },
        { title: 'node', text: (row: StringRow) => `@${row.nodeId}`, align: 'left' },
        { title: 'text', text: (row: StringRow) => JSON.stringify(row.text), align: 'left', widthMax: 80 },
      ],
      strings,
    );
    noteOmitted(output, omitted, 'strings');
    return exitCodes.clean;
  },
};
