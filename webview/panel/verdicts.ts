import type { Finding } from '../../src/protocol/findings.ts';
import type { PanelStore } from '../store/panelStore.ts';
import { openFindings } from '../tabs/overview/overviewAnswer.ts';
import { stateWords } from '../proof/proofWords.ts';
import { asSentence, piecesOf, plainText } from '../widgets/sentence.ts';

/** What has been said already. */
export type Told = {
  readonly pipe: string;
  readonly findings: ReadonlySet<string>;
  readonly states: ReadonlyMap<string, Finding['state']>;
  readonly jobs: ReadonlySet<string>;
};

const words = (finding: Finding) => plainText(piecesOf(finding.title));

/**
 * What a screen reader is told: verdicts, never samples. A new finding, a finding that was proven or went another way, work that ended, the host lost or back. Null where
 * nothing of that kind happened since `told`; the first call only takes note.
 */
export function verdictOf(
  store: Pick<PanelStore, 'pipe' | 'findings' | 'jobs'>,
  told: Told | null,
): { readonly verdict: string | null; readonly told: Told } {
  const findings = openFindings(store.findings.value ?? []);
  const ended = store.jobs.value.filter(({ state }) => state !== 'running');
  const now: Told = {
    pipe: store.pipe.value.state,
    findings: new Set(findings.map(({ findingId }) => findingId)),
    states: new Map((store.findings.value ?? []).map(({ findingId, state }) => [findingId, state])),
    jobs: new Set(ended.map(({ jobId }) => jobId)),
  };
  if (told === null) return { verdict: null, told: now };
  const moved = (store.findings.value ?? []).find((finding) => {
    const before = told.states.get(finding.findingId);
    return before !== undefined && before !== finding.state && finding.state !== 'new';
  });
  const found = findings.find(({ findingId }) => !told.findings.has(findingId));
  const job = ended.find(({ jobId }) => !told.jobs.has(jobId));
  const parts = [
    told.pipe === 'open' && now.pipe !== 'open' ? 'The host is lost. What is on screen is kept.' : '',
    told.pipe === 'closed' && now.pipe === 'open' ? 'The host is back.' : '',
    found === undefined ? '' : `Found: ${words(found)}.`,
    moved === undefined ? '' : `${words(moved)}: ${asSentence(stateWords(moved))}`,
    job === undefined ? '' : `${job.title}: ${job.state}.${job.failure === undefined ? '' : ` ${job.failure.message}`}`,
  ].filter((part) => part !== '');
  return { verdict: parts.length === 0 ? null : parts.join(' '), told: now };
}
