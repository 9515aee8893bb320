import { GCProfiler, getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { SettledMemory } from '../protocol/probeChannel.ts';
import type { EngineSession } from './engineSession.ts';

const collectionsMax = 3;
/** A collection that frees less than this found nothing more to free. */
const settledBytes = 16 * 1024;
/** Compiled code, and from Node 22 on the byte code and tables beside it. */
const codeSpaces = /^(code|trusted)_/;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function codeBytes(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => codeSpaces.test(name));
  return spaces.reduce((sum, { space_used_size: used }) => sum + used, 0);
}

function activeResources(): readonly (readonly [type: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts];
}

function processListeners(): number {
  return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

/** The engine collects in a task of its own, when nothing of the program is on the stack. */
function collected(engine: EngineSession): Promise<void> {
  return new Promise((resolve) => {
    engine.open().post('HeapProfiler.collectGarbage', () => resolve());
  });
}

/**
 * Collects until the heap no longer shrinks, and tells what is left. Between two collections the event loop turns: what
 * a weak reference gave out is held until then, and clean-up work runs. Undefined where the probe stopped meanwhile.
 */
export async function settledMemory(
  engine: EngineSession,
  isStopped: () => boolean,
): Promise<SettledMemory | undefined> {
  const cpuBeforeMs = cpuMs();
  const pauses = new GCProfiler();
  pauses.start();
  let used = Infinity;
  for (let made = 0; made < collectionsMax; made += 1) {
    if (isStopped()) break;
    await collected(engine);
    const left = getHeapStatistics().used_heap_size;
    const hasSettled = used - left < settledBytes;
    used = left;
    if (hasSettled) break;
  }
  const pauseMs = pauses.stop().statistics.reduce((sum, { cost }) => sum + cost, 0) / 1000;
  if (isStopped()) return undefined;
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  return {
    at: Date.now(),
    pauseMs,
    heapUsed,
    codeBytes: codeBytes(),
    external,
    arrayBuffers,
    rss,
    resources: activeResources(),
    listeners: processListeners(),
    cpuBeforeMs,
    cpuAfterMs: cpuMs(),
  };
}
