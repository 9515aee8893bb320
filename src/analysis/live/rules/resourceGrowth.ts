import type { EpochMs } from '../../../protocol/units.ts';
import { lowestByPart, type LiveFacts } from '../liveFacts.ts';
import { adviceInWords, type LiveRule, type LiveSign } from '../liveRule.ts';

const lengthMsMin = 40_000;
const parts = 8;
const growthMin = 30;
/** Growth of the late half for each of the early half: what fills up slows down. */
const lateShareMin = 0.7;

type Row = { readonly at: EpochMs; readonly count: number };

/** How many more at the end than at the start, where each stretch begins above the one before; else null. */
function steadyGrowth(rows: readonly Row[]): { readonly gained: number; readonly perSecond: number } | null {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < lengthMsMin) return null;
  const lowest = lowestByPart(
    rows.map(({ count }) => count),
    parts,
  );
  if (lowest.length < parts || lowest.some((value, index) => index > 0 && value <= (lowest[index - 1] ?? 0)))
    return null;
  const middle = lowest[parts >> 1] ?? 0;
  const gained = (lowest.at(-1) ?? 0) - (lowest[0] ?? 0);
  const early = middle - (lowest[0] ?? 0);
  const late = (lowest.at(-1) ?? 0) - middle;
  if (gained < growthMin || late < early * lateShareMin) return null;
  return { gained, perSecond: gained / ((last.at - first.at) / 1000) };
}

function signOf(what: 'descriptors' | 'handles', rows: readonly Row[]): readonly LiveSign[] {
  const growth = steadyGrowth(rows);
  if (growth === null) return [];
  const name = what === 'descriptors' ? 'open descriptors' : 'active handles';
  return [
    {
      subject: what,
      title: `${name.slice(0, 1).toUpperCase()}${name.slice(1)} grow and do not come back`,
      severity: 'warning',
      place: null,
      placeReason: 'What is open does not tell who opened it; a leak hunt names the place.',
      evidence: [
        { name, value: rows.at(-1)?.count ?? 0, unit: 'count' },
        { name: 'gained', value: growth.gained, unit: 'count' },
        { name: 'growth', value: growth.perSecond, unit: 'perSecond' },
      ],
      saving: { name, value: growth.gained, unit: 'count' },
      confidence: 'likely',
      disprovedBy: 'They fall back when the load ends, or stop growing under the same load.',
      advice: adviceInWords('Run *Hunt Leaks* under this load.', 'change'),
    },
  ];
}

/** Handles are sampled ten times a second; one row in so many is enough. */
function handleRows({ samples }: LiveFacts): readonly Row[] {
  const { at, activeResources: column } = samples;
  const rows: Row[] = [];
  for (let row = 0; column !== undefined && row < at.length; row += 5)
    if (!Number.isNaN(column[row])) rows.push({ at: at[row], count: column[row] });
  return rows;
}

export const resourceGrowth: LiveRule = {
  name: 'resource-growth',
  purpose: 'Open descriptors or active handles become more and more.',
  holdsMs: 5_000,
  clearsMs: 20_000,
  signs: (facts) => [...signOf('descriptors', facts.descriptors), ...signOf('handles', handleRows(facts))],
};
