import type { Effort } from '../../protocol/advice.ts';
import type { Finding, FindingState, Severity } from '../../protocol/findings.ts';

/** How many clicks an effort is worth. */
const effortWeights: Readonly<Record<Effort, number>> = { click: 1, line: 2, change: 4 };

/** Groups from top to bottom: what is worth acting on, what waits to be verified, and what is settled. */
const stateGroups: readonly FindingState[] = ['proven', 'new', 'applied', 'verified', 'dismissed', 'gone'];
const severityGroups: readonly Severity[] = ['error', 'warning', 'info'];

/** Share of the whole that is saved for the work of one click; 0 where the saving is not known. */
export function savingPerEffort({ savingShare = 0, advice }: Finding): number {
  return savingShare / effortWeights[advice?.effort ?? 'change'];
}

/**
 * The order of every list of findings. Groups of states stand one under the other, so that what is proven is above what
 * is not; within one, saving per effort decides, then severity, the saving itself, and the newest before the older.
 */
export function inFindingOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      stateGroups.indexOf(a.state) - stateGroups.indexOf(b.state) ||
      savingPerEffort(b) - savingPerEffort(a) ||
      severityGroups.indexOf(a.severity) - severityGroups.indexOf(b.severity) ||
      (b.saving?.value ?? 0) - (a.saving?.value ?? 0) ||
      b.foundAt - a.foundAt ||
      (a.findingId < b.findingId ? -1 : 1),
  );
}
