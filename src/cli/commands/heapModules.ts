import type { ModuleRow } from '../../protocol/heapTables.ts';
import { firstRows } from '../allRows.ts';
import { exitCodes, type Command } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';
import { noteOmitted, wantedRows } from '../heapTable.ts';

/** `pitstop heap modules`: the heap shared out to packages, or to files. */
export const heapModulesCommand: Command = {
  name: ['heap', 'modules'],
  purpose: 'Share a heap out to the packages, or the files, whose functions, scopes and instances hold it.',
  usage: 'FILE [--files] [--top N | --all]',
  example: 'pitstop heap modules big.heapsnapshot --files',
  options: {
    files: { type: 'boolean', purpose: 'by file instead of by package' },
    top: { type: 'string', value: 'N', purpose: 'so many rows (20)' },
    all: { type: 'boolean', purpose: 'every row' },
  },
  wordCount: [1, 1],
  takesCommandLine: false,
  run: async ({ words: [file = ''], options, output, signal, host }) => {
    const most = wantedRows(options);
    const by = options.flag('files') ? 'file' : 'package';
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const control = { signal, onProgress: output.progress };
    let omitted = 0;
    const modules = await firstRows(most, { sort: 'size', descending: true }, async (page) => {
      const answer = await client.request('heap/modules', { captureId, by, page }, control);
      ({ omitted } = answer);
      return answer;
    });
    output.progress(null);
    output.json('heapModules', { by, modules, omitted });
    output.table(
      [
        { title: by, text: (row: ModuleRow) => row.name, align: 'left', widthMax: 80 },
        { title: 'share of the heap', text: (row: ModuleRow) => formatBytes(row.size), align: 'right' },
        { title: 'retained', text: (row: ModuleRow) => formatBytes(row.retainedSize), align: 'right' },
        { title: 'own', text: (row: ModuleRow) => formatBytes(row.shallowSize), align: 'right' },
        { title: 'objects', text: (row: ModuleRow) => formatCount(row.count), align: 'right' },
      ],
      modules,
    );
    noteOmitted(output, omitted, 'modules');
    return exitCodes.clean;
  },
};
