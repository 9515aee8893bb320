import { classPage } from '../../../src/analysis/heap/classPage.ts';
import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { nodeFacts } from '../../../src/analysis/heap/nodeDetail.ts';
import { retainersOf } from '../../../src/analysis/heap/retainers.ts';
import { heapFigures } from '../../../src/analysis/heap/snapshot.ts';
import { NotASnapshot } from '../../../src/analysis/heap/snapshotHeader.ts';
import { openedBytes } from './openedHeap.ts';

/** What became of damaged bytes. `as the undamaged`: the damage touched nothing that is shown. */
export type Verdict = 'refused' | 'problems listed' | 'as the undamaged' | 'as the bytes say';

type Shown = { readonly figures: string; readonly rows: string; readonly problems: number };

/** Opens bytes and asks everything of them; null where they are refused. Throws on anything but a refusal. */
function shown(bytes: Uint8Array): Shown | null {
  try {
    const { snapshot, strings } = openedBytes(bytes);
    const { nodeCount, edgeCount, shallowSize, problems } = heapFigures(snapshot);
    const { rows } = classPage(snapshot, { start: 0, end: 1e9, sort: 'name', descending: false, filter: '' });
    const sum = rows.reduce((bytesOfAll, row) => bytesOfAll + row.shallowSize, 0);
    if (sum !== shallowSize || snapshot.tree.retained[snapshot.graph.root] !== shallowSize)
      throw new Error(`the classes sum up to ${sum}, the whole is ${shallowSize}`);
    const retainers = retainersOf(snapshot.graph, ownWatch());
    const step = Math.max(1, Math.floor(nodeCount / 5));
    for (let node = 0; node < nodeCount; node += step) nodeFacts(snapshot, retainers, strings, node);
    const figures = [nodeCount, edgeCount, shallowSize].join(' ');
    return { figures, rows: JSON.stringify(rows), problems: problems.length };
  } catch (error) {
    if (error instanceof NotASnapshot) return null;
    throw error;
  }
}

type File = {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly edge_fields: readonly string[] };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
};

/** Figures by the slow obvious way; null where the bytes are no JSON of the right shape. */
function obviousFigures(bytes: Uint8Array): string | null {
  let file: File;
  try {
    // One character a byte, as the bytes outside of strings are ASCII.
    file = JSON.parse(Buffer.from(bytes).toString('latin1'));
  } catch {
    return null;
  }
  const { nodes, edges } = file;
  const { node_fields: nodeFields, edge_fields: edgeFields } = file.snapshot.meta;
  const size = nodeFields.indexOf('self_size');
  let shallowSize = 0;
  for (let at = size; at < nodes.length; at += nodeFields.length) shallowSize += nodes[at] ?? 0;
  return [nodes.length / nodeFields.length, edges.length / edgeFields.length, shallowSize].join(' ');
}

/** A judge of damaged copies of one file. It throws where a number is wrong and nothing says so. */
export function damageJudge(original: Uint8Array): (damaged: Uint8Array) => Verdict {
  const whole = shown(original);
  if (whole === null || whole.problems > 0) throw new Error('the undamaged file has problems');
  return (damaged) => {
    const found = shown(damaged);
    if (found === null) return 'refused';
    if (found.problems > 0) return 'problems listed';
    if (found.rows === whole.rows && found.figures === whole.figures) return 'as the undamaged';
    const obvious = obviousFigures(damaged);
    if (obvious === found.figures) return 'as the bytes say';
    throw new Error(`nothing is said, but ${found.figures} is shown instead of ${obvious ?? whole.figures}`);
  };
}
