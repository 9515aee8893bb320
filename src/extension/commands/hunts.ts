import * as vscode from 'vscode';
import type { Finding } from '../../protocol/findings.ts';
import type { HuntRequest } from '../../protocol/hostChannel.ts';
import { limits } from '../../protocol/limits.ts';
import type { Target } from '../../protocol/targets.ts';
import { huntVerdict } from '../../format/huntVerdict.ts';
import { runJob } from '../connection/runJob.ts';
import { openPlace } from '../openPlace.ts';
import { askedNumber } from '../workload/askedNumber.ts';
import { askedWork } from '../workload/targetWork.ts';
import { watchedTarget } from './attach.ts';
import { chosenFinding } from './chosen.ts';
import type { CommandParts, Commands } from './commandParts.ts';

/** What a hunt takes at most where nobody says otherwise. */
const secondsAtFirst = 60;

/** Tells the verdict, and leads to what it says: the line of the culprit, or the hunt in the panel. */
async function tellVerdict({ link, panels }: CommandParts, made: readonly string[]): Promise<void> {
  const [huntId, ...findingIds] = made;
  const client = await link.client();
  const [hunts, findings] = await Promise.all([client.request('hunts/list', {}), client.request('findings/list', {})]);
  const hunt = hunts.find((one) => one.huntId === huntId);
  if (hunt === undefined) return;
  const found = findings.filter(({ findingId }) => findingIds.includes(findingId));
  const before = findings.find(({ findingId }) => findingId === hunt.rehuntOf?.findingId);
  const show = vscode.l10n.t('Show');
  const words = `Pitstop: ${huntVerdict(hunt, found, before)}`;
  const chosen = await (hunt.verdict === 'leak'
    ? vscode.window.showWarningMessage(words, show)
    : vscode.window.showInformationMessage(words, show));
  if (chosen !== show) return;
  const place = found[0]?.place ?? null;
  if (place === null) panels.open({ tab: 'memory', targetId: hunt.targetId, huntId: hunt.huntId });
  else await openPlace(place);
}

/** Asks for the work and the time, hunts, and tells the verdict. */
async function hunt(parts: CommandParts, target: Target, rehuntOf: Finding | null): Promise<void> {
  const title =
    rehuntOf === null
      ? vscode.l10n.t('Hunt leaks in {0}', target.name)
      : vscode.l10n.t('Hunt {0} again', rehuntOf.title);
  const { load } = await askedWork(parts.context, target, {
    title,
    placeHolder: vscode.l10n.t('Which work should the program do meanwhile?'),
  });
  const seconds = await askedNumber({
    title,
    prompt: vscode.l10n.t(
      'Seconds at most. The program stands still for a moment after each cycle of work, to collect garbage, and longer for two heap snapshots if it leaks.',
    ),
    value: secondsAtFirst,
    max: limits.huntSecondsMax.value,
  });
  const request: HuntRequest = {
    targetId: target.targetId,
    load: load === null ? null : { ...load, seconds: Math.min(seconds, limits.loadSecondsMax.value) },
    allowRemote: false,
    isMarked: false,
    iterations: null,
    seconds,
    rehuntOf: rehuntOf?.findingId ?? null,
  };
  const client = await parts.link.client();
  await tellVerdict(parts, await runJob(client, title, () => client.request('hunts/start', request)));
}

/** The target that a finding was made in; another run of the program where that one has ended. */
async function targetAgain(parts: CommandParts, finding: Finding): Promise<Target> {
  const { facts } = parts;
  const same = facts.watched.find(({ targetId }) => targetId === finding.targetId);
  if (same !== undefined) return same;
  const before = facts.targets.find(({ targetId }) => targetId === finding.targetId);
  const [again, ...others] = facts.watched.filter(({ name }) => name === before?.name);
  return again !== undefined && others.length === 0 ? again : watchedTarget(parts, undefined);
}

/** Leak hunts, and the same once more after the mend. */
export const huntCommands: Commands<'huntLeaks' | 'rehunt'> = {
  huntLeaks: async (parts, argument) => {
    await parts.link.client();
    await hunt(parts, await watchedTarget(parts, argument), null);
  },
  rehunt: async (parts, argument) => {
    await parts.link.client();
    const finding = await chosenFinding(parts.facts, argument);
    await hunt(parts, await targetAgain(parts, finding), finding);
  },
};
