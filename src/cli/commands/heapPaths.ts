import { exitCodes, type Command } from '../command.ts';
import { formatCount } from '../format.ts';
import { nodeIdOf, printSteps } from '../heapSteps.ts';
import { importedCapture } from '../importedCapture.ts';

/** `pitstop heap paths`: the ways by which one object is held, those that tell most first. */
export const heapPathsCommand: Command = {
  name: ['heap', 'paths'],
  purpose: 'Show the ways by which an object of a heap snapshot is held: through the program first, each told once.',
  usage: 'FILE ID',
  example: 'pitstop heap paths big.heapsnapshot @52093',
  options: {},
  wordCount: [2, 2],
  takesCommandLine: false,
  run: async ({ words: [file = '', word = ''], output, signal, host }) => {
    const nodeId = nodeIdOf(word);
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const control = { signal, onProgress: output.progress };
    const { kind: nodeKind, ...found } = await client.request('heap/paths', { captureId, nodeId }, control);
    output.progress(null);
    output.json('heapPaths', { nodeKind, ...found });
    const name = found.name === '' ? '(no name)' : found.name.slice(0, 200);
    output.line(
      `${output.styled('bold', name)} @${nodeId} (${nodeKind}), ${formatCount(found.retainerCount)} direct retainers`,
    );
    if (found.paths.length === 0) output.line('Nothing holds it.');
    for (const { text, steps, isShortest } of found.paths) {
      output.line();
      output.line(`${output.styled('bold', text)}${isShortest ? '  (shortest)' : ''}`);
      printSteps(output, steps);
    }
    return exitCodes.clean;
  },
};
