import type { HostAnswer, HostParams } from '../../../src/protocol/hostChannel.ts';
import type { BlockColumn } from '../../../src/protocol/columnBlock.ts';
import { Failure } from '../../../src/protocol/failures.ts';
import type { Profile } from '../../../src/protocol/profiles.ts';
import { flameAnswer } from '../../../src/host/profiles/flameAnswer.ts';
import { comparisonPage, functionPage } from '../../../src/host/profiles/profileRows.ts';
import type { HeldProfile, OpenProfiles } from '../../../src/host/profiles/openProfiles.ts';
import type { RequestContext } from '../../../src/host/channel/handlers.ts';
import type { Workers } from '../../../src/host/workers/workers.ts';
import { drawnHere, heldComparisonOf, heldProfileOf, profilesOf, stallsOf } from './profileFacts.ts';
import type { Scenario } from './scenario.ts';

type ProfileQuery =
  | 'live/stalls'
  | 'profiles/list'
  | 'profiles/summary'
  | 'profiles/functions'
  | 'profiles/flame'
  | 'profiles/compare';

/** The host's answers about drawn profiles, by the host's own code. */
export function profileAnswers(
  scenario: Scenario,
  now: number,
  answerBlock: (columns: readonly BlockColumn[]) => number,
): {
  readonly [Method in ProfileQuery]: (params: HostParams<Method>) => HostAnswer<Method> | Promise<HostAnswer<Method>>;
} {
  const get = (profileId: string): Profile => {
    const found = profilesOf(scenario, now).find((one) => one.profileId === profileId);
    if (found === undefined) throw new Failure('profileUnknown', `There is no profile ${profileId}.`);
    return found;
  };
  const held = new Map<string, Promise<HeldProfile>>();
  const open = async (profile: Profile) => {
    if (scenario.profile === 'unreadable')
      throw new Failure('notAProfile', `${profile.file} is no profile of V8: it is cut.`);
    if (scenario.profile === 'reading') await new Promise(() => undefined);
    const known = held.get(profile.profileId) ?? heldProfileOf(profile, scenario.profile);
    held.set(profile.profileId, known);
    return known;
  };
  const profiles: OpenProfiles = {
    open,
    compare: async (before, after) => heldComparisonOf(await open(before), await open(after)),
  };
  // The only task that is asked for here is the drawing.
  const workers = {
    run: (_name: string, params: Parameters<typeof drawnHere>[0]) => Promise.resolve(drawnHere(params)),
  };
  const context = {
    signal: new AbortController().signal,
    progress: () => undefined,
    client: { clientId: 1, sendAnswerBlock: answerBlock, sendLiveBlock: () => undefined, onClose: () => undefined },
  } satisfies RequestContext;
  return {
    'live/stalls': () => stallsOf(now),
    'profiles/list': () => profilesOf(scenario, now),
    'profiles/summary': async ({ profileId, functionsMax }) => {
      const page = { start: 0, end: functionsMax, sort: 'self', descending: true, filter: '' };
      const { rows, summary } = functionPage(get(profileId), await open(get(profileId)), page);
      return { ...summary, functions: rows };
    },
    'profiles/functions': async ({ profileId, page }) => functionPage(get(profileId), await open(get(profileId)), page),
    'profiles/flame': (request) =>
      flameAnswer({ profiles, workers: workers as unknown as Pick<Workers, 'run'>, get }, request, context),
    'profiles/compare': async ({ before, after, page }) => {
      const pair = { before: get(before), after: get(after) };
      return comparisonPage(pair, await profiles.compare(pair.before, pair.after, context), page);
    },
  };
}
