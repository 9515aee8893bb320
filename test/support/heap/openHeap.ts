import { openSnapshot } from '../../../src/host/heap/openSnapshot.ts';
import { openWorkers } from '../../../src/host/workers/workers.ts';

/**
 * A process of its own that opens one snapshot as the host does, `openHeap WORKER FILE`, and prints how long it took and
 * its peak memory. Both threads run before the clock starts, as they do in a host.
 */
async function openHeap(workerFile: string, file: string): Promise<void> {
  const workers = openWorkers(workerFile);
  await Promise.allSettled([0, 1].map(() => workers.run('readSnapshot', { file: workerFile, wanted: ['nodes'] })));
  const startedAt = performance.now();
  const control = { signal: new AbortController().signal, onProgress: () => undefined };
  const { classNames } = (await openSnapshot(workers, file, control)).snapshot;
  const ms = performance.now() - startedAt;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ ms, peakBytes, classes: classNames.count }));
  await workers.close();
}

void openHeap(process.argv[2] ?? '', process.argv[3] ?? '');
