import type { CaptureId } from '../../protocol/captures.ts';
import { Failure } from '../../protocol/failures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type {
  ClassDiffRow,
  GrowthRow,
  HeapDiffFigures,
  NodeDetail,
  Page,
  PageRequest,
} from '../../protocol/heapRows.ts';
import { limits } from '../../protocol/limits.ts';
import type { EpochMs } from '../../protocol/units.ts';
import type { Captures } from '../captures/captures.ts';
import type { Handlers } from '../channel/handlers.ts';
import type { JobControl, Jobs } from '../jobs/jobs.ts';
import type { Findings } from './findings.ts';
import { growthFindings } from './growthFindings.ts';
import { noLongerGrows } from './noLongerGrows.ts';
import type { Verifier } from './verifier.ts';

type Pair = { readonly before: CaptureId; readonly after: CaptureId };

/** What a comparison asks of the heap. */
export type HeapQuestions = {
  readonly diffFigures: (pair: Pair, control: JobControl) => Promise<HeapDiffFigures>;
  readonly diffGrowth: (pair: Pair, page: PageRequest, control: JobControl) => Promise<Page<GrowthRow>>;
  readonly diffClasses: (pair: Pair, page: PageRequest, control: JobControl) => Promise<Page<ClassDiffRow>>;
  readonly node: (captureId: CaptureId, nodeId: number, control: JobControl) => Promise<NodeDetail>;
};

export type FindingsParts = {
  readonly findings: Findings;
  readonly captures: Pick<Captures, 'get' | 'list'>;
  readonly jobs: Pick<Jobs, 'start'>;
  readonly heap: HeapQuestions;
  /** How findings are measured again, by rule. */
  readonly verifiers: readonly Verifier[];
  readonly now: () => EpochMs;
};

/** The rows in which culprits are looked for: far more than are shown, since most of the first are the engine's own. */
const firstRows: PageRequest = { start: 0, end: 200, sort: 'sizeDelta', descending: true, filter: '' };

/** A finding with its retaining path in words, nearest holder first, where it has none of its own yet. */
async function withPath(finding: Finding, parts: FindingsParts, control: JobControl): Promise<Finding> {
  const { diff, retainedBy: known = [] } = finding;
  if (diff === undefined || diff.nodeId === null || known.length > 0) return finding;
  try {
    const { path } = await parts.heap.node(diff.after, diff.nodeId, control);
    const retainedBy = path.map(({ edgeName, edgeKind, name }) =>
      edgeKind === 'element' ? `[${edgeName}] in ${name}` : `${edgeName} in ${name}`,
    );
    return retainedBy.length === 0 ? finding : { ...finding, retainedBy };
  } catch (error) {
    // A node without a path (nothing but weak references holds it) is still a finding.
    if (error instanceof Failure && error.code === 'nodeUnknown') return finding;
    throw error;
  }
}

async function compare(pair: Pair, parts: FindingsParts, control: JobControl): Promise<readonly string[]> {
  const { captures, findings } = parts;
  const figures = await parts.heap.diffFigures(pair, control);
  const growth = await parts.heap.diffGrowth(pair, firstRows, control);
  const classes = await parts.heap.diffClasses(pair, firstRows, control);
  const [before, after] = [captures.get(pair.before), captures.get(pair.after)];
  const { sizeDelta, after: heap } = figures;
  const grown = growthFindings(
    { before, after, growth: growth.rows, classes: classes.rows, heapBytes: heap.shallowSize, sizeDelta },
    parts.now(),
  );
  const known = new Set(findings.list().map(({ findingId }) => findingId));
  const found = grown.filter(({ findingId }, rank) => rank < limits.diffFindingsMax.value || known.has(findingId));
  const complete: Finding[] = [];
  for (const finding of found) complete.push(await withPath(finding, parts, control));
  control.signal.throwIfAborted();
  const { targetName: program, takenAt: seenUntil } = after;
  const reason = `no growth between ${before.label} and ${after.label}`;
  // Without a name, two files may be of two programs.
  const look = { kind: 'comparison', seenUntil, grown, reason } as const;
  const noLonger = program === undefined ? undefined : noLongerGrows({ ...look, program }, captures);
  findings.put(complete, noLonger);
  return complete.map(({ findingId }) => findingId);
}

/** Handlers of the findings, and of the comparison that makes them. */
export function findingsHandlers(
  parts: FindingsParts,
): Handlers<
  | 'findings/list'
  | 'findings/dismiss'
  | 'findings/reopen'
  | 'findings/applied'
  | 'findings/undone'
  | 'findings/verify'
  | 'captures/compare'
> {
  const { findings, captures, jobs, verifiers } = parts;
  return {
    'findings/list': () => findings.list(),
    'findings/dismiss': ({ findingId, reason }) => {
      findings.setState(findingId, 'dismissed', reason);
      return {};
    },
    'findings/reopen': ({ findingId }) => {
      findings.reopen(findingId);
      return {};
    },
    'findings/applied': ({ findingId, changes: applied }) => {
      findings.applied(findingId, applied);
      return {};
    },
    'findings/undone': ({ findingId }) => {
      findings.undone(findingId);
      return {};
    },
    'findings/verify': ({ findingId }) => {
      const finding = findings.get(findingId);
      const verifier = verifiers.find(({ rule }) => rule === finding.rule);
      if (verifier === undefined)
        throw new Failure(
          'badRequest',
          `${finding.title}: findings of the rule ${finding.rule} cannot be measured again`,
        );
      return {
        jobId: jobs.start({ kind: 'verify', title: finding.title }, (control) => verifier.verify(finding, control)),
      };
    },
    'captures/compare': ({ before, after }) => {
      const title = `${captures.get(before).label} → ${captures.get(after).label}`;
      if (before === after) throw new Failure('badRequest', `${title}: a comparison needs two captures`);
      return {
        jobId: jobs.start({ kind: 'compareSnapshots', title }, (control) => compare({ before, after }, parts, control)),
      };
    },
  };
}
