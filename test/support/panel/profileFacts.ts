import { ownWatch } from '../../../src/analysis/heap/halt.ts';
import { comparedProfiles } from '../../../src/analysis/profile/comparedProfiles.ts';
import { drawnFlame } from '../../../src/analysis/profile/drawnFlame.ts';
import { openedProfile } from '../../../src/analysis/profile/openedProfile.ts';
import type { ProfileFrame, ProfileTree } from '../../../src/analysis/profile/profileTree.ts';
import { frameFacts, dearestPackages } from '../../../src/host/profiles/frameFacts.ts';
import type { HeldComparison, HeldProfile } from '../../../src/host/profiles/openProfiles.ts';
import type { Profile } from '../../../src/protocol/profiles.ts';
import type { Stall } from '../../../src/protocol/stalls.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { largeProfile } from '../largeProfile.ts';
import { noise } from './facts.ts';
import type { Scenario } from './scenario.ts';

// A page without isolation has no shared memory; one thread needs none.
if (typeof SharedArrayBuffer === 'undefined') Object.assign(globalThis, { SharedArrayBuffer: ArrayBuffer });

const own = (name: string, file: string, line: number): ProfileFrame => ({
  name,
  url: `file:///home/me/agents/src/${file}`,
  line,
  column: 2,
});
const lib = (name: string, file: string, line: number): ProfileFrame => ({
  name,
  url: `file:///home/me/agents/node_modules/${file}`,
  line,
  column: 2,
});
const frames: readonly ProfileFrame[] = [
  { name: '(root)', url: '', line: -1, column: -1 },
  { name: '(idle)', url: '', line: -1, column: -1 },
  { name: '(program)', url: '', line: -1, column: -1 },
  { name: '(garbage collector)', url: '', line: -1, column: -1 },
  { name: 'processTicksAndRejections', url: 'node:internal/process/task_queues', line: 71, column: 0 },
  own('handleTurn', 'gateway.ts', 87),
  own('runTurn', 'agent.ts', 40),
  own('recall', 'recall.ts', 18),
  own('similarity', 'recall.ts', 31),
  own('appendHistory', 'history.ts', 22),
  own('(anonymous)', 'tools.ts', 12),
  lib('query', 'pg/lib/client.js', 560),
  lib('parseRow', 'pg-protocol/dist/parser.js', 210),
  lib('safeParse', 'zod/lib/types.js', 44),
  lib('send', 'ws/lib/sender.js', 80),
  { name: 'onStreamRead', url: 'node:internal/stream_base_commons', line: 167, column: 0 },
  { name: 'parse', url: '', line: -1, column: -1 },
  lib('stringify', 'fast-json/index.js', 3),
];
const frameOf = (name: string) => frames.findIndex((one) => one.name === name);

/** Stacks of the drawn program, with how often each is met: before and after a change of `similarity`. */
const stacks: readonly (readonly [path: string, before: number, after: number])[] = [
  ['(idle)', 40, 52],
  ['(program)', 3, 3],
  ['(garbage collector)', 5, 3],
  ['processTicksAndRejections/handleTurn/runTurn', 2, 2],
  ['processTicksAndRejections/handleTurn/runTurn/recall', 3, 3],
  ['processTicksAndRejections/handleTurn/runTurn/recall/similarity', 30, 9],
  ['processTicksAndRejections/handleTurn/runTurn/recall/query', 4, 4],
  ['processTicksAndRejections/handleTurn/runTurn/(anonymous)/safeParse', 5, 6],
  ['processTicksAndRejections/handleTurn/runTurn/(anonymous)/safeParse/safeParse', 3, 3],
  ['processTicksAndRejections/handleTurn/appendHistory/query', 3, 3],
  ['processTicksAndRejections/handleTurn/appendHistory/stringify', 2, 6],
  ['processTicksAndRejections/handleTurn/send', 3, 3],
  ['onStreamRead/query/parseRow', 9, 9],
  ['onStreamRead/query/parseRow/parse', 6, 6],
  ['onStreamRead/handleTurn', 1, 1],
];

function treeOf(side: 'before' | 'after', sampleCount: number, kind: 'cpu' | 'heap'): ProfileTree {
  const parent = [-1];
  const frame = [0];
  const ends = stacks.map(([path]) => {
    let at = 0;
    for (const name of path.split('/')) {
      const wanted = frameOf(name);
      let next = frame.findIndex((one, node) => parent[node] === at && one === wanted);
      if (next < 0) {
        next = parent.push(at) - 1;
        frame.push(wanted);
      }
      at = next;
    }
    return at;
  });
  const weights = stacks.map(([, before, after]) => (side === 'before' ? before : after));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const nodes = new Int32Array(sampleCount);
  const self = new Float64Array(parent.length);
  for (let sample = 0; sample < sampleCount; sample += 1) {
    // Calls go on for some samples, so that there is something to see in the order of time.
    let left = noise(Math.floor(sample / 7) * 17 + (sample % 3 === 0 ? sample : 0)) * whole;
    let chosen = 0;
    while (chosen < weights.length - 1 && left >= (weights[chosen] ?? 0)) left -= weights[chosen++] ?? 0;
    nodes[sample] = ends[chosen] ?? 0;
    self[ends[chosen] ?? 0] = (self[ends[chosen] ?? 0] ?? 0) + (kind === 'cpu' ? 1 : 32_768);
  }
  return {
    kind,
    frames,
    parent: Int32Array.from(parent),
    frame: Int32Array.from(frame),
    self,
    sampleCount,
    lengthMs: kind === 'cpu' ? sampleCount : null,
    samples:
      kind === 'cpu' ? { at: Float64Array.from({ length: sampleCount }, (_, index) => index), node: nodes } : null,
  };
}

export function profilesOf(scenario: Scenario, now: number): readonly Profile[] {
  return Array.from({ length: scenario.profiles }, (_, index): Profile => {
    const kind = index === 2 ? 'heap' : 'cpu';
    return {
      profileId: `pr${index}`,
      kind,
      label: `profile ${index + 1}`,
      file: `/home/me/.pitstop/profiles/${index}.cpuprofile`,
      fileBytes: 1_412_300 + index * 90_112,
      takenAt: now - 60_000 * (scenario.profiles - index) * 3,
      lengthMs: kind === 'cpu' ? (index === 0 ? 20_000 : 12_000) : null,
      hasSamples: kind === 'cpu',
      targetId: 't0',
      targetName: 'gateway.ts',
      isOurs: true,
    };
  });
}

/** Own files are where the engine says they are. */
const places = {
  linesOf: (url: string, positions: readonly { readonly line: number; readonly column: number }[]) =>
    Promise.resolve(positions.map(({ line, column }) => ({ file: url.slice(7), line: line + 1, column: column + 1 }))),
};
const noSignal = new AbortController().signal;

/** The drawn profile of a row of the list. */
export async function heldProfileOf(
  { profileId, lengthMs, kind }: Profile,
  how: Scenario['profile'],
): Promise<HeldProfile> {
  const side = profileId === 'pr0' ? 'before' : 'after';
  const opened = openedProfile(
    how === 'large' ? largeProfile(60_000, 300_000) : treeOf(side, how === 'empty' ? 0 : (lengthMs ?? 4_000), kind),
  );
  const facts = await frameFacts(opened.frames, opened.costs.total, places, noSignal);
  return { opened: { ...opened, fileBytes: 1 }, facts, packages: dearestPackages(facts, opened.costs.self) };
}

export async function heldComparisonOf(before: HeldProfile, after: HeldProfile): Promise<HeldComparison> {
  const input = ({ opened }: HeldProfile) => ({
    tree: opened.tree,
    frames: opened.frames,
    scale: 1000 / (opened.lengthMs ?? 1000),
    perSample: 1,
  });
  const compared = comparedProfiles(input(before), input(after));
  const facts = await frameFacts(compared.frames, compared.after.self, places, noSignal);
  return {
    before: before.opened,
    after: after.opened,
    compared,
    facts,
    packages: dearestPackages(facts, compared.after.self),
    basis: 'perSecond',
  };
}

/** What a worker does, on this thread. */
export function drawnHere(params: {
  readonly subject: Parameters<typeof drawnFlame>[0];
  readonly sight: Parameters<typeof drawnFlame>[1];
  readonly isMatch: Uint8Array | null;
}) {
  return drawnFlame(params.subject, params.sight, limits.flameBoxesMax.value, params.isMatch, ownWatch());
}

/** What held the drawn program up. */
export function stallsOf(now: number): readonly Stall[] {
  const place = (file: string, line: number, symbol: string) => ({
    file: `/home/me/agents/src/${file}`,
    line,
    column: 3,
    symbol,
  });
  const stall = (call: string, at: Stall['place'], count: number, longestMs: number): Stall => ({
    place: at,
    stack: at === null ? [] : [at, place('gateway.ts', 88, 'handleTurn')],
    kind: call === '' ? 'code' : 'json',
    call,
    count,
    totalMs: longestMs * count * 0.6,
    longestMs,
    largestBytes: call === '' ? null : 48_200_000,
    firstAt: now - 900_000,
    lastAt: now - 12_000,
    isInside: call === '',
  });
  return [
    stall('', place('recall.ts', 32, 'similarity'), 41, 312),
    stall('JSON.parse', place('history.ts', 23, 'appendHistory'), 3, 240),
    stall('', null, 1, 120),
  ];
}
