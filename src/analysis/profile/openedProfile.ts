import { sharedF64, sharedI32 } from '../heap/sharedColumns.ts';
import { callTree, type CallTree } from './callTree.ts';
import { idleName } from './codeKind.ts';
import type { CallSamples } from './flameBoxes.ts';
import { functionCosts, type FunctionCosts } from './functionCosts.ts';
import type { ProfileFrame, ProfileTree } from './profileTree.ts';

/** A profile that can be drawn from: its large columns lie in shared memory. */
export type OpenedProfile = Pick<ProfileTree, 'kind' | 'sampleCount' | 'lengthMs'> & {
  readonly frames: readonly ProfileFrame[];
  /** Stacks with what each took; waiting has none of it. */
  readonly tree: CallTree;
  readonly costs: FunctionCosts;
  readonly samples: CallSamples | null;
  /** The function that stands for waiting; -1 where there is none. */
  readonly idleFrame: number;
  /** All that was measured but waiting, and waiting alone. */
  readonly total: number;
  readonly idle: number;
};

/** Makes a profile ready to be drawn from. Grows with its nodes and samples. */
export function openedProfile({ frames, parent, frame, self, samples, ...about }: ProfileTree): OpenedProfile {
  const idleFrame = frames.findIndex(({ name, url }) => name === idleName && url === '');
  const working = self.slice();
  let idle = 0;
  for (let node = 0; node < working.length; node += 1) {
    if (frame[node] !== idleFrame) continue;
    idle += working[node];
    working[node] = 0;
  }
  const { tree, callOf } = callTree({ parent, frame, self: working });
  return {
    kind: about.kind,
    sampleCount: about.sampleCount,
    lengthMs: about.lengthMs,
    frames,
    tree,
    costs: functionCosts(tree, frames.length),
    samples: samples === null ? null : callSamples(samples, callOf, about.lengthMs ?? 0),
    idleFrame,
    total: tree.total[0],
    idle,
  };
}

function callSamples({ at, node }: NonNullable<ProfileTree['samples']>, callOf: Int32Array, end: number): CallSamples {
  const moments = sharedF64(at.length);
  moments.set(at);
  const call = sharedI32(node.length);
  for (let sample = 0; sample < node.length; sample += 1) call[sample] = callOf[node[sample]];
  return { at: moments, call, end };
}
