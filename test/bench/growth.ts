/**
 * Whether the comparison of two snapshots names what grew in small programs with one planted growth each, on every Node
 * of the set-up: the right container first, its owner, what was gained, and no second row for the same cause.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { counterparts } from '../../src/analysis/heap/counterparts.ts';
import { growthBetween } from '../../src/analysis/heap/growth.ts';
import { growthCauses } from '../../src/analysis/heap/growthCauses.ts';
import { growthRow, type GrowthFacts } from '../../src/analysis/heap/growthRows.ts';
import { ownWatch } from '../../src/analysis/heap/halt.ts';
import { placesInOrder } from '../../src/analysis/heap/icicle.ts';
import { retainersOf } from '../../src/analysis/heap/retainers.ts';
import { printBenchRow } from '../../src/build/benchRow.ts';
import { root } from '../../src/build/bundle.ts';
import { openedBytes } from '../analysis/heap/openedHeap.ts';
import { nodeBinaries } from '../support/nodes.ts';

const fixtures = path.join(root, 'test/fixtures/growth');

/** File, what the source would call the container, what it is, and what it gains in 100 units of work. */
const programs: readonly (readonly [file: string, expression: string, container: RegExp, gained: number])[] = [
  ['classMap.cjs', 'Gateway.sessions', /^Map /, 100],
  ['moduleSet.cjs', 'seenIds', /^Set /, 100],
  ['arrayPush.cjs', 'auditLog', /^Array /, 100],
  ['arrayCopied.cjs', 'state.history', /^Array /, 100],
  ['dictionary.cjs', 'resultsByKey', /^Object /, 100],
  ['dictionaryCopied.cjs', 'store.users', /^Object /, 100],
  ['emitter.cjs', "MessageBus.on('reply')", /^listeners of MessageBus 'reply'/, 100],
  ['abortSignal.cjs', "shutdown.signal.on('abort')", /^listeners of (AbortSignal|EventTarget) 'abort'/, 100],
  ['closureCache.cjs', 'remembered', /^Map /, 100],
  ['linkedList.cjs', 'JobQueue.head', /^chain of Job /, 100],
  ['stack.cjs', 'undo', /^chain of /, 100],
  ['timers.cjs', 'timers [60000 ms]', /^timers /, 100],
  ['timeouts.cjs', 'timers [3600000 ms]', /^timers /, 100],
  ['pendingPromises.cjs', 'RpcClient.waiting', /^Map /, 100],
  ['promiseRace.cjs', 'stopped', /^reactions of Promise /, 100],
  ['asyncStorage.cjs', 'callbacks', /^Array /, 100],
  ['buffers.cjs', 'Recorder.frames', /^Array /, 100],
  ['bufferConcat.cjs', 'received', /^(Buffer|Uint8Array) /, 500_000],
  ['weakRefs.cjs', 'entries', /^Map /, 100],
  ['finalizers.cjs', 'registry', /^registrations of FinalizationRegistry /, 100],
  ['nestedMap.cjs', "tenants['acme'].users", /^Map /, 100],
  ['perSession.cjs', 'Conversation.messages', /^Array /, 2_500],
  ['perKeyArrays.cjs', 'samplesByName[…]', /^Array /, 1_200],
  ['perSocketListeners.cjs', "Connection.on('drain')", /^listeners of Connection 'drain'/, 1_500],
  ['privateField.cjs', 'TokenStore.#issued', /^Map /, 100],
  ['staticField.cjs', 'Plugin.instances', /^Set /, 100],
  ['text.cjs', 'transcript', /^text /, 25_600],
  ['wrapped.cjs', 'handler', /^chain of /, 100],
  ['errorCauses.cjs', 'lastError', /^chain of Error /, 100],
  ['mapSubclass.cjs', 'toolCache', /^ToolCache /, 100],
  ['mapCopied.cjs', 'Roster.members', /^Map /, 100],
  ['processListeners.cjs', "process.on('exit')", /^listeners of process 'exit'/, 100],
  ['globalArray.cjs', 'globalThis.recentErrors', /^Array /, 100],
  ['modulePattern.cjs', 'spans', /^Array /, 100],
  ['exported.mjs', 'registered', /^Map /, 100],
  ['underChurn.cjs', 'Dispatcher.subscriptions', /^Array /, 100],
  ['weakMapValues.cjs', 'peers', /^Set /, 100],
  ['generators.cjs', 'running', /^Array /, 100],
  ['numbers.cjs', 'latencies', /^Array /, 5_000],
  ['hiddenScope.cjs', 'current', /^chain of /, 100],
];

function grownBetween(earlier: string, later: string): readonly GrowthFacts[] {
  const [before, after] = [openedBytes(readFileSync(earlier)), openedBytes(readFileSync(later))];
  const { snapshot, strings } = after;
  const found = counterparts(snapshot.graph, before.snapshot.graph, ownWatch());
  const held = {
    snapshot,
    strings,
    retainers: retainersOf(snapshot.graph, ownWatch()),
    urls: new Map(snapshot.scripts),
    places: placesInOrder(snapshot),
  };
  return growthCauses(growthBetween(before, after, found, ownWatch()).map((growth) => growthRow(held, growth)));
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'pitstop-bench-growth-'));
try {
  for (const { release, binary } of nodeBinaries()) {
    const right = { first: 0, counted: 0, alone: 0 };
    for (const [file, expression, container, gained] of programs) {
      const [earlier, later] = [path.join(folder, 'before'), path.join(folder, 'after')];
      const { NODE_OPTIONS: _ours, ...env } = process.env;
      execFileSync(binary, [path.join(fixtures, 'run.cjs'), file, earlier, later], { env });
      const [first, ...others] = grownBetween(earlier, later);
      const isFirst = first !== undefined && first.expression === expression && container.test(first.container);
      const isCounted = first !== undefined && Math.abs(first.countDelta - gained) <= gained * 0.02;
      if (isFirst) right.first += 1;
      if (isCounted) right.counted += 1;
      if (others.length === 0) right.alone += 1;
      if (!isFirst || !isCounted || others.length > 0)
        process.stderr.write(
          `${release} ${file}: ${[first, ...others].map((row) => `${row?.expression} (${row?.container}) +${row?.countDelta}`).join('; ')}\n`,
        );
    }
    const share = (name: string, value: number, least: number) =>
      printBenchRow({
        name: `Node ${release}: ${name}`,
        value,
        unit: `of ${programs.length}`,
        budget: `at least ${least}`,
        isWithin: value >= least,
      });
    share('right container first', right.first, programs.length - 2);
    share('elements gained within 2 %', right.counted, programs.length - 2);
    share('one row and no other', right.alone, programs.length - 6);
  }
} finally {
  rmSync(folder, { recursive: true });
}
