import { seededRandom } from '../../src/analysis/experiment/seededRandom.ts';
import type { ProfileTree } from '../../src/analysis/profile/profileTree.ts';

const functionCount = 3_000;
const scriptCount = 200;
const depthMax = 40;
/** Programs stay in a call for a while. */
const staying = 0.6;

/** A profile of a large program that jumps about: calls over 3,000 functions, up to 40 deep, a sample each millisecond. */
export function largeProfile(nodeCount: number, sampleCount: number): ProfileTree {
  const random = seededRandom(7);
  const frames = Array.from({ length: functionCount }, (_, index) => ({
    name: `function${index}`,
    url: `file:///app/${index % 5 === 0 ? 'node_modules/lib' : 'src/module'}${index % scriptCount}/main.js`,
    line: index,
    column: 4,
  }));
  const parent = new Int32Array(nodeCount);
  const frame = new Int32Array(nodeCount);
  const depth = new Uint8Array(nodeCount);
  parent[0] = -1;
  for (let node = 1; node < nodeCount; node += 1) {
    let above = Math.floor(random() * node);
    while ((depth[above] ?? 0) >= depthMax) above = Math.floor(random() * above);
    parent[node] = above;
    depth[node] = (depth[above] ?? 0) + 1;
    frame[node] = Math.floor(random() * functionCount);
  }
  const self = new Float64Array(nodeCount);
  const node = new Int32Array(sampleCount);
  for (let sample = 0; sample < sampleCount; sample += 1) {
    const stays = sample > 0 && random() < staying;
    node[sample] = stays ? (node[sample - 1] ?? 1) : 1 + Math.floor(random() * (nodeCount - 1));
    self[node[sample] ?? 1] = (self[node[sample] ?? 1] ?? 0) + 1;
  }
  const at = Float64Array.from({ length: sampleCount }, (_, sample) => sample);
  return { kind: 'cpu', frames, parent, frame, self, sampleCount, lengthMs: sampleCount, samples: { at, node } };
}

/** A profile as the engine writes it. */
export function writtenProfile({ frames, parent, frame, samples, lengthMs }: ProfileTree): string {
  const nodes = [...parent.keys()].map((index) => {
    const one = frames[frame[index] ?? 0];
    const callFrame = {
      functionName: one?.name,
      scriptId: '1',
      url: one?.url,
      lineNumber: one?.line,
      columnNumber: one?.column,
    };
    return { id: index + 1, callFrame, hitCount: 0, children: [] as number[] };
  });
  for (let index = 1; index < parent.length; index += 1) nodes[parent[index] ?? 0]?.children.push(index + 1);
  const startTime = 1_000_000;
  const moments = [...(samples?.at ?? [])];
  const timeDeltas = moments.map((at, index) => Math.round((at - (moments[index - 1] ?? 0)) * 1000));
  const ids = [...(samples?.node ?? [])].map((index) => index + 1);
  return JSON.stringify({ nodes, startTime, endTime: startTime + (lengthMs ?? 0) * 1000, samples: ids, timeDeltas });
}
