import path from 'node:path';
import type { HostClient } from '../../channel/hostClient.ts';
import type { PageRequest } from '../../protocol/heapRows.ts';
import type { AllocationPage, AllocationRow } from '../../protocol/heapTables.ts';
import { firstRows } from '../allRows.ts';
import { exitCodes, type Command, type CommandContext } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';
import { noteOmitted, wantedRows } from '../heapTable.ts';
import { locatedText } from '../locatedText.ts';

const count = (value: number | null) => (value === null ? '' : formatCount(value));
const bytes = (value: number | null) => (value === null ? '' : formatBytes(value));

/** How pages are asked for: a profile is read where it lies, a snapshot becomes a capture. */
async function pagesOf(
  client: HostClient,
  file: string,
  { signal, output }: Pick<CommandContext, 'signal' | 'output'>,
): Promise<(page: PageRequest) => Promise<AllocationPage>> {
  const control = { signal, onProgress: output.progress };
  if (path.extname(file) === '.heapprofile') {
    const profile = path.resolve(file);
    return (page) => client.request('heap/profile', { file: profile, page }, control);
  }
  const captureId = await importedCapture(client, file, { signal, output });
  return (page) => client.request('heap/allocations', { captureId, page }, control);
}

/** `pitstop heap allocations`: which functions allocated, and what of it is still there. */
export const heapAllocationsCommand: Command = {
  name: ['heap', 'allocations'],
  purpose: 'Show which functions allocated: of a .heapprofile, or of a snapshot with tracked allocations.',
  usage: 'FILE [--top N | --all]',
  example: 'pitstop heap allocations app.heapprofile',
  options: {
    top: { type: 'string', value: 'N', purpose: 'so many rows (20)' },
    all: { type: 'boolean', purpose: 'every row' },
  },
  wordCount: [1, 1],
  takesCommandLine: false,
  run: async ({ words: [file = ''], options, output, signal, host }) => {
    const most = wantedRows(options);
    const ask = await pagesOf(await host(), file, { signal, output });
    const [head] = [await ask({ start: 0, end: 0, sort: '', descending: true, filter: '' })];
    const sites = await firstRows(
      most,
      { sort: head.source === 'sampling' ? 'selfSize' : 'liveSize', descending: true },
      ask,
    );
    output.progress(null);
    const { source, totalSize, timeline, omitted } = head;
    output.json('heapAllocations', { source, totalSize, sites, timeline, omitted });
    output.line(source === 'sampling' ? `${formatBytes(totalSize)} sampled` : `${formatBytes(totalSize)} allocated`);
    output.line();
    const isTracked = source === 'tracking';
    output.table(
      [
        {
          title: 'function',
          text: ({ name }: AllocationRow) => (name === '' ? '(anonymous)' : name),
          align: 'left',
          widthMax: 40,
        },
        { title: isTracked ? 'allocated' : 'self', text: (row: AllocationRow) => bytes(row.selfSize), align: 'right' },
        { title: 'with callees', text: (row: AllocationRow) => bytes(row.totalSize), align: 'right' },
        ...(isTracked
          ? ([
              { title: 'still there', text: (row: AllocationRow) => bytes(row.liveSize), align: 'right' },
              { title: 'objects', text: (row: AllocationRow) => count(row.liveCount), align: 'right' },
              {
                title: 'mostly',
                text: ({ classes }: AllocationRow) =>
                  classes
                    .slice(0, 2)
                    .map(({ name }) => name)
                    .join(', '),
                align: 'left',
                widthMax: 30,
              },
            ] as const)
          : []),
        { title: 'where', text: locatedText, align: 'left', widthMax: 60 },
      ],
      sites,
    );
    noteOmitted(output, omitted, 'functions');
    return exitCodes.clean;
  },
};
