import type { Finding } from '../../protocol/findings.ts';
import type { LeakHunt } from '../../protocol/hunts.ts';
import type { JsonBody } from '../output.ts';

/** `file:line` of a finding; null where it has no place. */
export function siteOf({ place }: Finding): string | null {
  return place === null ? null : `${place.file}:${place.line}`;
}

/** A hunt as `--json` prints it. `growthBytesPerIteration` is for one unit of work; null where the resource is counted in pieces. */
export function huntJson(hunt: LeakHunt, findings: readonly Finding[]): JsonBody {
  return {
    verdict: hunt.verdict,
    reason: hunt.reason,
    seconds: hunt.seconds,
    pauseMs: hunt.pauseMs,
    workUnit: hunt.workUnit,
    cycles: hunt.cycles,
    slopes: hunt.slopes,
    findings: findings.map((finding) => ({
      constructor: finding.leak?.constructorName ?? null,
      container: finding.leak?.container ?? null,
      module: finding.leak?.module ?? null,
      site: siteOf(finding),
      growthBytesPerIteration: finding.leak?.bytesPerUnit ?? null,
      growthPerIteration: finding.leak?.elementsPerUnit ?? null,
      resource: finding.leak?.resource ?? null,
      title: finding.title,
      evidence: finding.evidence,
      retainedBy: finding.retainedBy ?? [],
      findingId: finding.findingId,
    })),
  };
}
