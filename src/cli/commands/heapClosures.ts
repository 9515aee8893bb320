import type { ClosureRow } from '../../protocol/heapTables.ts';
import { firstRows } from '../allRows.ts';
import { exitCodes, type Command } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';
import { noteOmitted, wantedRows } from '../heapTable.ts';
import { isOwn, locatedText } from '../locatedText.ts';

/** `pitstop heap closures`: living functions by where they were made. */
export const heapClosuresCommand: Command = {
  name: ['heap', 'closures'],
  purpose: 'Show the living functions of a heap snapshot by where they were made, with what they keep alive.',
  usage: 'FILE [--own] [--top N | --all]',
  example: 'pitstop heap closures big.heapsnapshot',
  options: {
    own: { type: 'boolean', purpose: "only those of the program, not those of Node's own source" },
    top: { type: 'string', value: 'N', purpose: 'so many rows (20)' },
    all: { type: 'boolean', purpose: 'every row' },
  },
  wordCount: [1, 1],
  takesCommandLine: false,
  run: async ({ words: [file = ''], options, output, signal, host }) => {
    const most = wantedRows(options);
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const control = { signal, onProgress: output.progress };
    let omitted = 0;
    const found = await firstRows(
      options.flag('own') ? Number.MAX_SAFE_INTEGER : most,
      { sort: 'retainedSize', descending: true },
      async (page) => {
        const answer = await client.request('heap/closures', { captureId, page }, control);
        ({ omitted } = answer);
        return answer;
      },
    );
    const closures = options.flag('own') ? found.filter(isOwn).slice(0, most) : found;
    output.progress(null);
    output.json('heapClosures', { closures, omitted });
    output.table(
      [
        {
          title: 'function',
          text: ({ name }: ClosureRow) => (name === '' ? '(anonymous)' : name),
          align: 'left',
          widthMax: 40,
        },
        { title: 'count', text: (row: ClosureRow) => formatCount(row.count), align: 'right' },
        { title: 'shallow', text: (row: ClosureRow) => formatBytes(row.shallowSize), align: 'right' },
        { title: 'retained', text: (row: ClosureRow) => formatBytes(row.retainedSize), align: 'right' },
        { title: 'largest', text: (row: ClosureRow) => `@${row.nodeId}`, align: 'left' },
        { title: 'where', text: locatedText, align: 'left', widthMax: 60 },
      ],
      closures,
    );
    noteOmitted(output, omitted, 'functions');
    return exitCodes.clean;
  },
};
