import type { Finding, FindingId, FindingState } from '../../protocol/findings.ts';

/** What was found, kept over restarts. Each change is told as `findings/changed`. */
export type Findings = {
  readonly list: () => readonly Finding[];
  /** Adds findings, or replaces those with the same id. */
  readonly put: (findings: readonly Finding[]) => void;
  readonly setState: (findingId: FindingId, state: FindingState, reason?: string) => void;
};
