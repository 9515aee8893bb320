import { createRequire } from 'node:module';
import { isMainThread, workerData } from 'node:worker_threads';
import type { ProbeOptions } from '../protocol/probeChannel.ts';
import { launchOptions, withoutLaunchOptions } from './launchOptions.ts';
import { startProbe } from './probe.ts';
import { watchBeat, type StallShare } from './stalls/stallThread.ts';

const { cache } = createRequire(__filename);
let probes = 0;

/** Takes this file out of the program: its cache entry, and the entry's place among its loader's children. */
function unload(): readonly string[] {
  probes -= 1;
  if (probes > 0) return [];
  withoutLaunchOptions(process.env, __filename);
  const own = cache[__filename];
  delete cache[__filename];
  if (own === undefined) return [];
  for (const loader of [...Object.values(cache), require.main]) {
    const at = loader?.children.indexOf(own) ?? -1;
    if (at >= 0) loader?.children.splice(at, 1);
  }
  return cache[__filename] === undefined ? [] : ['module cache'];
}

/** Starts a probe by hand: what an inspector calls after it has loaded this file into a running program. */
export function start(options: ProbeOptions): void {
  probes += 1;
  startProbe(options, { moduleCache: cache, file: __filename, unload });
}

function isStallShare(data: unknown): data is StallShare {
  return typeof data === 'object' && data !== null && 'pitstopStallShare' in data;
}

const told = launchOptions(process.env);
try {
  // Our own thread is handed its share by the probe that started it.
  if (!isMainThread && isStallShare(workerData)) watchBeat(workerData);
  if (told !== undefined) start(told);
} catch {
  // A program that cannot be watched runs unwatched.
}
