import { pageRows } from '../../analysis/heap/rowPage.ts';
import type { OpenedProfile } from '../../analysis/profile/openedProfile.ts';
import type { PageRequest } from '../../protocol/heapRows.ts';
import type {
  ComparedFunction,
  ComparedSide,
  Profile,
  ProfileComparison,
  ProfileFunctionPage,
  ProfileFunctionRow,
} from '../../protocol/profiles.ts';
import type { FrameFacts } from './frameFacts.ts';
import type { HeldComparison, HeldProfile } from './openProfiles.ts';

/** What the probe itself did is no part of the program. */
const isOurs = ({ code }: FrameFacts) => code === 'probe';

type Known = Omit<ProfileFunctionRow, 'self' | 'total'>;

function knownOf(facts: readonly FrameFacts[], functionId: number): Known {
  const {
    name = '',
    place = null,
    url = '',
    line = 0,
    column = 0,
    code = 'engine',
    packageName = null,
  } = facts[functionId] ?? {};
  return { functionId, name, place, url, line, column, code, packageName };
}

const placeKey = ({ place, url, line }: Known) => {
  const at = `${place?.file ?? url}:${String(place?.line ?? line).padStart(7, '0')}`;
  return at === ':0000000' ? null : at;
};

/** Functions that took anything. */
function spending(facts: readonly FrameFacts[], totals: readonly ArrayLike<number>[]): readonly number[] {
  return facts.flatMap((frame, index) =>
    !isOurs(frame) && totals.some((total) => (total[index] ?? 0) > 0) ? [index] : [],
  );
}

const figuresOf = ({ total, idle, sampleCount }: OpenedProfile) => ({ total, idle, sampleCount });

/** A page of the functions of a profile, with what it says in all. */
export function functionPage(profile: Profile, { opened, facts }: HeldProfile, page: PageRequest): ProfileFunctionPage {
  const { self, total } = opened.costs;
  const all = spending(facts, [total]);
  const { total: rowTotal, rows } = pageRows(all, page, (row) => facts[row]?.text ?? '', {
    self: (row) => self[row] ?? 0,
    total: (row) => total[row] ?? 0,
    name: (row) => facts[row]?.name.toLowerCase() ?? null,
    place: (row) => placeKey(knownOf(facts, row)),
  });
  return {
    total: rowTotal,
    start: page.start,
    rows: rows.map((row) => ({ ...knownOf(facts, row), self: self[row] ?? 0, total: total[row] ?? 0 })),
    summary: {
      profile,
      unit: opened.kind === 'cpu' ? 'ms' : 'bytes',
      functionCount: all.length,
      ...figuresOf(opened),
    },
  };
}

/** A page of the functions of two profiles. */
export function comparisonPage(
  profiles: { readonly before: Profile; readonly after: Profile },
  held: HeldComparison,
  page: PageRequest,
): ProfileComparison {
  const { compared, facts, basis } = held;
  const { before, after, isClear } = compared;
  const seconds = (one: OpenedProfile) => (basis === 'perSecond' ? (one.lengthMs ?? 0) / 1000 : 1);
  const scale = { before: 1 / seconds(held.before), after: 1 / seconds(held.after) };
  const delta = (part: 'self' | 'total') => (row: number) =>
    (after[part][row] ?? 0) * scale.after - (before[part][row] ?? 0) * scale.before;
  const selfDelta = delta('self');
  const totalDelta = delta('total');
  const all = spending(facts, [before.total, after.total]);
  const { total, rows } = pageRows(all, page, (row) => facts[row]?.text ?? '', {
    selfDelta,
    totalDelta,
    change: (row) => Math.abs(selfDelta(row)),
    name: (row) => facts[row]?.name.toLowerCase() ?? null,
  });
  const side = (profile: Profile, opened: OpenedProfile): ComparedSide => ({ profile, ...figuresOf(opened) });
  return {
    total,
    start: page.start,
    rows: rows.map((row): ComparedFunction => ({
      ...knownOf(facts, row),
      before: { self: before.self[row] ?? 0, total: before.total[row] ?? 0 },
      after: { self: after.self[row] ?? 0, total: after.total[row] ?? 0 },
      selfDelta: selfDelta(row),
      totalDelta: totalDelta(row),
      isClear: isClear[row] === 1,
    })),
    before: side(profiles.before, held.before),
    after: side(profiles.after, held.after),
    unit: held.after.kind === 'cpu' ? 'ms' : 'bytes',
    basis,
  };
}
