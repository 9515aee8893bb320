import type { FlameSubject } from '../../analysis/profile/drawnFlame.ts';
import { Failure } from '../../protocol/failures.ts';
import type { FlameAnswer, FlameFunction, FlameRequest, Profile } from '../../protocol/profiles.ts';
import type { RequestContext } from '../channel/handlers.ts';
import type { Workers } from '../workers/workers.ts';
import { searchMarks, type FrameFacts } from './frameFacts.ts';
import type { HeldComparison, HeldProfile, OpenProfiles } from './openProfiles.ts';

type Ground = {
  readonly profiles: OpenProfiles;
  readonly workers: Pick<Workers, 'run'>;
  readonly get: (profileId: string) => Profile;
};

type Asked = {
  readonly subject: FlameSubject;
  readonly facts: readonly FrameFacts[];
  readonly packages: readonly string[];
  readonly unit: FlameAnswer['unit'];
  readonly searched: number;
};

function ofProfile({ opened, facts, packages }: HeldProfile, { form, functionId }: FlameRequest, label: string): Asked {
  const { tree, samples, idleFrame } = opened;
  const about = {
    facts,
    packages,
    unit: opened.kind === 'cpu' ? ('ms' as const) : ('bytes' as const),
    searched: opened.total,
  };
  switch (form) {
    case 'time':
      if (samples === null) throw new Failure('badRequest', `${label} tells no moments: its calls have no order.`);
      return { ...about, subject: { form, tree, samples, idleFrame } };
    case 'merged':
      return { ...about, subject: { form, tree } };
    case 'callers':
    case 'callees':
      if (functionId === null || functionId >= facts.length)
        throw new Failure('badRequest', `${label} has no function ${functionId ?? 'that was chosen'}.`);
      return { ...about, subject: { form, tree, frame: functionId } };
  }
}

function ofComparison({ compared, facts, packages, basis, after }: HeldComparison, widthOf: 'before' | 'after'): Asked {
  const chosen = widthOf === 'after' ? compared.wideAsAfter : compared.wideAsBefore;
  return {
    subject: { form: 'compared', compared: chosen },
    facts,
    packages,
    unit: basis === 'perSecond' ? 'msPerSecond' : after.kind === 'cpu' ? 'ms' : 'bytes',
    searched: chosen.tree.total[0] ?? 0,
  };
}

/** Answers with the boxes in sight. Throws the Failures of reading a profile. */
export async function flameAnswer(
  { profiles, workers, get }: Ground,
  request: FlameRequest,
  context: RequestContext,
): Promise<FlameAnswer> {
  const profile = get(request.profileId);
  const { facts, packages, subject, unit, searched } =
    request.before === null
      ? ofProfile(await profiles.open(profile, context), request, profile.label)
      : ofComparison(await profiles.compare(get(request.before), profile, context), request.widthOf);
  const { from, to, pixels, search } = request;
  const isMatch = searchMarks(facts, search);
  const { signal } = context;
  const drawn = await workers.run('drawFlame', { subject, sight: { from, to, pixels }, isMatch }, { signal });
  const columns = Object.entries(drawn.columns).map(([name, values]) => ({ name, values }));
  const functions = [...drawn.frames].map((functionId): FlameFunction => {
    const {
      name = '',
      place = null,
      url = '',
      line = 0,
      code = 'engine',
      packageName = null,
    } = facts[functionId] ?? {};
    return { functionId, name, place, url, line, code, packageName, isMatch: isMatch?.[functionId] === 1 };
  });
  return {
    blockId: context.client.sendAnswerBlock(columns),
    length: drawn.columns.level.length,
    unit,
    extent: drawn.extent,
    levels: drawn.levels,
    functions,
    packages,
    matched: drawn.matched,
    searched,
  };
}
