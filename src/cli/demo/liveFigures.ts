import type { HostClient } from '../../channel/hostClient.ts';
import { columnOf, type ColumnBlock } from '../../protocol/columnBlock.ts';
import { Failure } from '../../protocol/failures.ts';
import type { MetricId } from '../../protocol/metrics.ts';
import type { Target, TargetId } from '../../protocol/targets.ts';
import { formatBytes, formatDuration, formatRatio } from '../format.ts';

const targetWaitMs = 10_000;

/** The target of a process that reports to the host, as soon as it does. Throws the Failure `targetGone` after 10 s. */
export async function targetOf(client: HostClient, pid: number, signal: AbortSignal): Promise<Target> {
  const find = (targets: readonly Target[]) => targets.find((target) => target.pid === pid && target.threadId === 0);
  let stop = () => false as boolean | void;
  let timer: NodeJS.Timeout | undefined;
  let cancel = () => undefined as void;
  try {
    return await new Promise<Target>((resolve, reject) => {
      const look = (targets: readonly Target[]) => {
        const found = find(targets);
        if (found !== undefined) resolve(found);
      };
      stop = client.onEvent('targets/changed', ({ targets }) => look(targets));
      client.request('targets/list', {}).then(look, reject);
      timer = setTimeout(
        () => reject(new Failure('targetGone', `process ${pid} did not report to the host`)),
        targetWaitMs,
      );
      cancel = () => reject(signal.reason);
      signal.addEventListener('abort', cancel, { once: true });
    });
  } finally {
    stop();
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/** Follows a target and keeps its newest value of each metric. */
export type LiveFigures = {
  /** One line for people; what is not known yet is left out. */
  readonly line: () => string;
  readonly value: (metric: MetricId) => number | undefined;
  readonly stop: () => void;
};

const shown = [
  ['heapUsed', 'heap', formatBytes],
  ['rss', 'RSS', formatBytes],
  ['gcShare', 'GC', formatRatio],
  ['loopDelayP99', 'loop delay p99', formatDuration],
  ['loopUtilisation', 'loop busy', formatRatio],
] as const satisfies readonly (readonly [MetricId, string, (value: number) => string])[];

/** Begins to follow; the host sends ten samples a second. */
export async function followFigures(client: HostClient, targetId: TargetId): Promise<LiveFigures> {
  const newest = new Map<MetricId, number>();
  const accept = (block: ColumnBlock) => {
    if (block.head.kind !== 'samples' || block.head.targetId !== targetId) return;
    for (const [metric] of shown) {
      const last = columnOf(block, metric).at(-1);
      if (last !== undefined && !Number.isNaN(last)) newest.set(metric, last);
    }
  };
  const stop = client.onBlock(accept);
  await client.request('live/follow', { targetId });
  const value = (metric: MetricId) => newest.get(metric);
  const line = () =>
    shown
      .flatMap(([metric, label, format]) => {
        const known = value(metric);
        return known === undefined ? [] : [`${label} ${format(known)}`];
      })
      .join(' · ');
  return { line, value, stop };
}
