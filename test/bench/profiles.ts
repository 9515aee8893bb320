import { printBenchRow } from '../../src/build/benchRow.ts';
import { ownWatch } from '../../src/analysis/heap/halt.ts';
import { drawnFlame } from '../../src/analysis/profile/drawnFlame.ts';
import { openedProfile } from '../../src/analysis/profile/openedProfile.ts';
import { profileTree } from '../../src/analysis/profile/profileTree.ts';
import { limits } from '../../src/protocol/limits.ts';
import { largeProfile, writtenProfile } from '../support/largeProfile.ts';

/**
 * What a profile of a million samples costs to open: reading it, merging its stacks and laying out the first picture,
 * beside the obvious way, which parses the file as one and hangs objects into a tree. And what a step of zoom costs.
 * All in CPU time.
 */
const sampleCount = 1_000_000;
const runs = 3;
const screen = 1_600;

type Plain = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};
type Stack = { readonly name: string; total: number; readonly children: Map<string, Stack> };

/** The obvious way: the whole as one object, then each sample's stack walked down a tree of objects. */
function naively(bytes: Buffer): Stack {
  const { nodes, samples, timeDeltas }: Plain = JSON.parse(bytes.toString('utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const root: Stack = { name: '', total: 0, children: new Map() };
  for (const [index, sample] of samples.entries()) {
    const names: string[] = [];
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id))
      names.push(byId.get(id)?.callFrame.functionName ?? '');
    let at = root;
    for (const name of names.toReversed()) {
      let next = at.children.get(name);
      if (next === undefined) {
        next = { name, total: 0, children: new Map() };
        at.children.set(name, next);
      }
      next.total += timeDeltas[index] ?? 0;
      at = next;
    }
  }
  return root;
}

const firstSight = { from: null, to: null, pixels: screen };
const boxesMax = limits.flameBoxesMax.value;

function opened(bytes: Buffer) {
  const profile = openedProfile(profileTree(bytes, (start, end) => bytes.toString('utf8', start, end)));
  const { tree } = profile;
  return { profile, first: drawnFlame({ form: 'merged', tree }, firstSight, boxesMax, null, ownWatch()) };
}

/** CPU time, in ms: what else the machine does is not counted. */
function timed(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]) => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
const spread = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)];

const bytes = Buffer.from(writtenProfile(largeProfile(60_000, sampleCount)));
const ratios: number[] = [];
const plains: number[] = [];
for (let run = 0; run < runs; run += 1) {
  const ours = timed(() => opened(bytes));
  const plain = timed(() => naively(bytes));
  ratios.push(plain / ours);
  plains.push(plain);
}
printBenchRow({
  name: `opening ${sampleCount} samples and the first picture, beside JSON.parse and a tree of objects`,
  value: median(ratios),
  unit: 'x',
  spread: spread(ratios),
  budget: '>= 2x',
  isWithin: median(ratios) >= 2,
});

const { profile } = opened(bytes);
const { tree, samples, idleFrame } = profile;
const extent = samples?.end ?? 0;
const steps: number[] = [];
let widest = 0;
for (let factor = 1; factor < 1e5; factor *= 1.6) {
  const from = extent * 0.37;
  const sight = { from, to: from + extent / factor, pixels: screen * 2 };
  if (samples === null) break;
  steps.push(
    timed(() => {
      const drawn = drawnFlame({ form: 'time', tree, samples, idleFrame }, sight, boxesMax, null, ownWatch());
      widest = Math.max(widest, drawn.columns.level.length);
    }),
  );
}
printBenchRow({
  name: 'the slowest step of zoom in the order of time, beside JSON.parse and a tree of objects',
  value: median(plains) / Math.max(...steps),
  unit: 'x',
  spread: [median(plains) / Math.max(...steps), median(plains) / Math.min(...steps)],
  budget: '>= 5x',
  isWithin: median(plains) / Math.max(...steps) >= 5,
});
printBenchRow({
  name: 'boxes of a picture at most',
  value: widest,
  unit: 'boxes',
  budget: `<= ${boxesMax}`,
  isWithin: widest <= boxesMax,
});
