import type { HostState, PoolState } from '../../protocol/hostState.ts';
import type { EpochMs } from '../../protocol/units.ts';
import { statSync } from 'node:fs';
import type { Broadcast, Handlers } from '../channel/handlers.ts';
import type { Store } from '../store/store.ts';

export type HostStateParts = {
  readonly version: string;
  readonly startedAt: EpochMs;
  readonly store: Store;
  readonly captures: { readonly folder: string; readonly totalBytes: () => number };
  readonly clientCount: () => number;
  /** The pools of the host: warm workers, connections. */
  readonly pools: () => readonly PoolState[];
  readonly notices: () => readonly string[];
};

/** What the host says of itself, answered to whoever asks and told when it changes. */
export type HostStateReports = {
  readonly handlers: Handlers<'host/state'>;
  /** Looks once a second, and tells all clients where something changed. Returns its stop. */
  readonly tell: (broadcast: Broadcast) => () => void;
};

const tellIntervalMs = 1_000;
/** A smaller change of memory is not told: it never rests. */
const rssStepBytes = 1024 * 1024;

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

export function hostStateReports(parts: HostStateParts): HostStateReports {
  const { store, captures } = parts;
  const state = (): HostState => ({
    version: parts.version,
    pid: process.pid,
    nodeVersion: process.version,
    startedAt: parts.startedAt,
    rssBytes: process.memoryUsage.rss(),
    clients: parts.clientCount(),
    pools: parts.pools(),
    storeFile: store.file,
    storeBytes: bytesOf(store.file) + bytesOf(`${store.file}-wal`),
    capturesFolder: captures.folder,
    capturesBytes: captures.totalBytes(),
    notices: parts.notices(),
  });
  return {
    handlers: { 'host/state': state },
    tell: (broadcast) => {
      let told = '';
      const timer = setInterval(() => {
        if (parts.clientCount() === 0) return;
        const next = state();
        const key = JSON.stringify({ ...next, rssBytes: Math.round(next.rssBytes / rssStepBytes) });
        if (key === told) return;
        told = key;
        broadcast('host/changed', { state: next });
      }, tellIntervalMs);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
