import type { HostClient } from '../../channel/hostClient.ts';
import { evidenceText } from '../../format/figures.ts';
import type { Finding } from '../../protocol/findings.ts';
import type { LivePool } from '../../protocol/livePools.ts';
import type { TargetId } from '../../protocol/targets.ts';
import type { Output } from '../output.ts';
import { livePoolSamples } from './livePoolSamples.ts';
import { livePoolLines, shortSite } from './livePoolText.ts';

const askEveryMs = 1_000;
const linesEveryMs = 5_000;

/** Tells of the pools of a target and of what is found in it, until it is stopped. */
export type LiveWatch = {
  /** True where something was found that is more than a remark. */
  readonly hasFound: () => boolean;
  readonly stop: () => void;
};

function tellFinding(finding: Finding, output: Output): void {
  const { rule, title, severity, state, place, placeReason, evidence, disprovedBy, stateReason, advice } = finding;
  const site = place === null ? null : `${place.file}:${place.line}`;
  output.json('finding', {
    at: finding.foundAt,
    rule,
    title,
    severity,
    state,
    site,
    ...(placeReason === undefined ? {} : { placeReason }),
    evidence,
    disprovedBy,
    advice: advice?.text ?? null,
  });
  if (state === 'gone') return output.line(output.styled('dim', `  gone: ${title} (${stateReason ?? ''})`));
  output.line(`  ${output.styled(severity === 'info' ? 'dim' : 'yellow', `${rule}: ${title}`)}`);
  output.line(`    ${place === null ? (placeReason ?? 'no known place') : `at ${shortSite(place)}`}`);
  output.line(`    ${evidence.map((one) => `${one.name} ${evidenceText(one)}`).join(', ')}`);
  if (advice !== undefined) output.line(`    ${advice.text}`);
}

/** Tells each finding of the target when it comes, and when it goes. */
function findingTeller(targetId: TargetId, output: Output) {
  const told = new Map<string, string>();
  let hasFound = false;
  return {
    hasFound: () => hasFound,
    look: (findings: readonly Finding[]) => {
      for (const finding of findings) {
        const { findingId, state, severity } = finding;
        const isOver = state === 'gone' || state === 'dismissed';
        if (finding.targetId !== targetId || told.get(findingId) === state) continue;
        const isKnown = told.has(findingId);
        told.set(findingId, state);
        if (isOver && !isKnown) continue;
        hasFound ||= !isOver && severity !== 'info';
        tellFinding(finding, output);
      }
    },
  };
}

export function liveWatch(client: HostClient, targetId: TargetId, output: Output): LiveWatch {
  const teller = findingTeller(targetId, output);
  const stopFindings = client.onEvent('findings/changed', ({ findings }) => teller.look(findings));
  let sinceAt = 0;
  let linesAt = performance.now();
  const tell = (pools: readonly LivePool[]) => {
    const at = Math.max(sinceAt, ...pools.map(({ history }) => history.at.at(-1) ?? 0));
    // Nothing new has come: the program is busy, or has no pools.
    if (at <= sinceAt) return;
    const fresh = pools.filter(({ history }) => (history.at.at(-1) ?? 0) > sinceAt);
    sinceAt = at;
    for (const sample of fresh.flatMap((pool) => livePoolSamples(at, pool))) output.json('sample', sample);
    if (performance.now() - linesAt < linesEveryMs) return;
    linesAt = performance.now();
    for (const line of fresh.flatMap(livePoolLines)) output.line(output.styled('dim', line));
  };
  const timer = setInterval(() => {
    // The watching itself tells when the host or the target is gone.
    client.request('live/pools', { targetId, sinceAt: sinceAt + 1 }).then(tell, () => undefined);
  }, askEveryMs);
  return {
    hasFound: teller.hasFound,
    stop: () => {
      clearInterval(timer);
      stopFindings();
    },
  };
}
