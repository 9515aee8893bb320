import { systemDistance, type NodeDetail } from '../../protocol/heapRows.ts';
import { exitCodes, type Command } from '../command.ts';
import { formatBytes, formatCount } from '../format.ts';
import { nodeIdOf, printSteps, stepText } from '../heapSteps.ts';
import { importedCapture } from '../importedCapture.ts';
import type { Output } from '../output.ts';

const shownRetainers = 10;

function distanceText(distance: number | null): string {
  if (distance === null) return 'not reachable';
  return distance >= systemDistance
    ? "reachable from the engine's own roots only"
    : `distance ${formatCount(distance)}`;
}

function printDetail(output: Output, node: NodeDetail): void {
  output.line(
    `${output.styled('bold', node.name === '' ? '(no name)' : node.name.slice(0, 200))} @${node.nodeId} (${node.kind})`,
  );
  const distance = distanceText(node.distance);
  output.line(`shallow ${formatBytes(node.shallowSize)}, retained ${formatBytes(node.retainedSize)}, ${distance}`);
  if (node.dominatorId !== null) output.line(`kept alive by @${node.dominatorId} alone`);
  if (node.place !== null) output.line(`${node.place.file}:${node.place.line}`);
  output.line();
  output.line(output.styled('bold', node.path.length === 0 ? 'Nothing holds it' : 'Held by, up to a root'));
  printSteps(output, node.path);
  output.line();
  output.line(output.styled('bold', `Direct retainers: ${formatCount(node.retainerCount)}`));
  for (const step of node.retainers.slice(0, shownRetainers)) output.line(`  ${stepText(step)}`);
}

/** `pitstop heap node`: one object, its sizes and who holds it. */
export const heapNodeCommand: Command = {
  name: ['heap', 'node'],
  purpose: 'Show one object of a heap snapshot: its sizes, who holds it, and the shortest path to a root.',
  usage: 'FILE ID',
  example: 'pitstop heap node big.heapsnapshot @52093',
  options: {},
  wordCount: [2, 2],
  takesCommandLine: false,
  run: async ({ words: [file = '', word = ''], output, signal, host }) => {
    const nodeId = nodeIdOf(word);
    const client = await host();
    const captureId = await importedCapture(client, file, { signal, output });
    const node = await client.request('heap/node', { captureId, nodeId }, { signal, onProgress: output.progress });
    output.progress(null);
    const { kind: nodeKind, ...figures } = node;
    output.json('heapNode', { nodeKind, ...figures });
    printDetail(output, node);
    return exitCodes.clean;
  },
};
