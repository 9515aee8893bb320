import type { Finding } from '../../protocol/findings.ts';
import type { JobControl } from '../jobs/jobs.ts';

/**
 * Measures an applied finding of its rule again, inside a job. Gives the ids of what it made: the experiment first. It
 * tells the outcome by `findings.verified`.
 */
export type Verifier = {
  readonly rule: string;
  readonly verify: (finding: Finding, control: JobControl) => Promise<readonly string[]>;
};
