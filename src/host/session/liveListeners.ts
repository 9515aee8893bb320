import type { Target, TargetId } from '../../protocol/targets.ts';
import type { ProbeConnection } from '../intake/probeServer.ts';
import type { LiveListener } from './targets.ts';
import type { LiveReport, WatchedTarget } from './watchedTarget.ts';

/** Who hears what probes tell by themselves. A probe is asked to tell once somebody listens, on each of its lines. */
export function liveListeners(targets: () => readonly WatchedTarget[]) {
  const listeners = new Set<LiveListener>();
  const asked = new WeakSet<ProbeConnection>();
  const askAll = () => {
    for (const { connection } of targets()) {
      if (connection === undefined || asked.has(connection)) continue;
      asked.add(connection);
      connection.send({ type: 'watchLive' });
    }
  };
  return {
    add: (listener: LiveListener): (() => void) => {
      listeners.add(listener);
      askAll();
      return () => listeners.delete(listener);
    },
    report: (targetId: TargetId, report: LiveReport): void => {
      for (const { onReport } of listeners) onReport(targetId, report);
    },
    /** Targets came, went, or changed. */
    changed: (all: readonly Target[]): void => {
      if (listeners.size > 0) askAll();
      for (const { onChanged } of listeners) onChanged(all);
    },
  };
}
