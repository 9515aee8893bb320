import path from 'node:path';
import { exitCodes, type Command } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { importedCapture } from '../importedCapture.ts';

/** `pitstop heap share`: a copy of a snapshot without its texts. */
export const heapShareCommand: Command = {
  name: ['heap', 'share'],
  purpose:
    'Write a copy of a heap snapshot in which each text is replaced by its length and hash; the structure stays.',
  usage: 'FILE OUT',
  example: 'pitstop heap share app.heapsnapshot shared.heapsnapshot',
  options: {},
  wordCount: [2, 2],
  takesCommandLine: false,
  run: async ({ words: [file = '', out = ''], output, signal, host }) => {
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const control = { signal, onProgress: output.progress };
    const shared = await client.request('captures/share', { captureId, file: path.resolve(out) }, control);
    output.progress(null);
    output.json('heapShare', shared);
    const { texts, keys, elements, pairs } = shared.replaced;
    output.line(`${shared.file}, ${formatBytes(shared.fileBytes)}`);
    output.line(
      `Replaced: ${formatCount(texts)} texts, ${formatCount(keys)} keys of dictionaries, ` +
        `${formatCount(elements)} attributes of elements, ${formatCount(pairs)} names of weak entries`,
    );
    output.line(`Kept: ${formatCount(shared.kept)} names. What remains readable:`);
    for (const what of shared.remains) output.line(`  ${what}`);
    return exitCodes.clean;
  },
};
