import { stat } from 'node:fs/promises';
import { keptAnalyses } from '../../../src/host/heap/keptAnalyses.ts';
import { openSnapshot } from '../../../src/host/heap/openSnapshot.ts';
import { openWorkers } from '../../../src/host/workers/workers.ts';
import type { Capture } from '../../../src/protocol/captures.ts';
import { chosenNodes, ownClasses, ownNode } from './heapFigures.ts';

/** Nodes that are compared beside all classes. */
const comparedNodes = 200;

/**
 * The longest time the main thread worked without hearing messages, in ms of its own processor time, so that other
 * programs do not count; call the answer to end the watch.
 */
function watchedLoop(): () => number {
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = used();
  let longestMs = 0;
  const timer = setInterval(() => {
    const now = used();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longestMs;
  };
}

/**
 * A process of its own that opens one snapshot as the host does, `openHeap WORKER FILE [FOLDER]`, and prints how long it
 * took and its peak memory. Both threads run before the clock starts, as they do in a host. With a folder the analysis
 * is kept there and recalled, and the figures of the heap are printed too.
 */
async function openHeap(workerFile: string, file: string, folder: string | undefined): Promise<void> {
  const workers = openWorkers(workerFile);
  await Promise.allSettled([0, 1].map(() => workers.run('readSnapshot', { file: workerFile, wanted: ['nodes'] })));
  const cpu = process.cpuUsage();
  const longestBlock = watchedLoop();
  const startedAt = performance.now();
  const { signal } = new AbortController();
  const { snapshot } = await openSnapshot(workers, file, { signal, onProgress: () => undefined });
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const blockedMs = longestBlock();
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const run = { ms, cpuMs: (user + system) / 1_000, blockedMs, peakBytes };
  if (folder === undefined) process.stdout.write(JSON.stringify(run));
  else {
    const { size: fileBytes } = await stat(file);
    const capture: Capture = {
      captureId: `bench-${fileBytes}`,
      kind: 'heapSnapshot',
      label: file,
      file,
      fileBytes,
      takenAt: 0,
      way: 'import',
    };
    const kept = keptAnalyses({ folder, workerFile, workers, isTemporary: false, closeMs: 600_000 });
    kept.keep(capture, snapshot);
    await kept.close();
    const recalledAt = performance.now();
    const cpuBefore = process.cpuUsage();
    const front = await kept.front(capture, signal);
    if (front === null) throw new Error('the analysis was not kept');
    const page = { start: 0, end: 100, sort: 'retainedSize', descending: true, filter: '' };
    await workers.run('snapshotClasses', { snapshot: front, page }, { signal });
    const frontMs = performance.now() - recalledAt;
    const again = await kept.whole(capture, signal);
    const wholeMs = performance.now() - recalledAt - frontMs;
    const used = process.cpuUsage(cpuBefore);
    const figures = {
      classes: ownClasses(again ?? snapshot),
      nodes: chosenNodes(snapshot.graph.nodeCount, comparedNodes).map((node) => ownNode(snapshot, node)),
    };
    const recall = { frontMs, wholeMs, cpuMs: (used.user + used.system) / 1_000 };
    process.stdout.write(JSON.stringify({ ...run, recall, figures }));
  }
  await workers.close();
}

void openHeap(process.argv[2] ?? '', process.argv[3] ?? '', process.argv[4]);
