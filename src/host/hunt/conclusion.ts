import type { Finding } from '../../protocol/findings.ts';
import type { LeakHunt } from '../../protocol/hunts.ts';
import type { Target } from '../../protocol/targets.ts';
import type { JobControl } from '../jobs/jobs.ts';
import type { HuntCapture, HuntCaptures } from './huntCaptures.ts';
import type { HuntParts } from './huntPart.ts';
import type { HuntSeen } from './huntRun.ts';

/** What a hunt ends with. */
export type Conclusion = {
  readonly hunt: LeakHunt;
  readonly findings: readonly Finding[];
  /** The snapshots that its findings speak of. */
  readonly kept: readonly HuntCapture[];
};

export async function concluded(
  { hunt, seen, taken }: { hunt: LeakHunt; seen: HuntSeen; taken: HuntCaptures; target: Target },
  parts: HuntParts,
  control: JobControl,
): Promise<Conclusion> {
  const captures = taken.all();
  const debug = [];
  for (let i = 1; i < captures.length; i += 1) {
    const pair = { before: captures[i - 1]!.capture.captureId, after: captures[i]!.capture.captureId };
    const page = { start: 0, end: 30, sort: 'sizeDelta', descending: true, filter: '' };
    const rows = await parts.heap.diffGrowth(pair, page, control);
    const classes = await parts.heap.diffClasses(pair, page, control);
    debug.push({ work: captures[i]!.work - captures[i - 1]!.work, heap: captures[i]!.heapBytes - captures[i - 1]!.heapBytes, rows: rows.rows.map((r) => [r.nodeId, r.container, r.owner, r.countDelta, r.sizeDelta, r.place && `${r.place.file}:${r.place.line}`, r.path]), classes: classes.rows.slice(0, 15).map((r) => [r.name, r.countDelta, r.sizeDelta, r.place && `${r.place.file}:${r.place.line}`]) });
  }
  return { hunt: { ...hunt, reason: JSON.stringify({ trends: seen.trends, debug, activity: seen.activity, early: seen.endedEarly }) }, findings: [], kept: captures };
}
