import { countText, delayText } from '../../../format/figures.ts';
import type { LiveStatement } from '../../../protocol/livePools.ts';
import type { Place } from '../../../protocol/places.ts';
import type { LiveFacts } from '../liveFacts.ts';
import { adviceInWords, type LiveRule, type LiveSign } from '../liveRule.ts';

const windowMs = 20_000;
/** So seldom, it may be chance. */
const callsMin = 40;
/** Fewer for each run of the other are no loop worth mending. */
const perRunMin = 5;
/** Calls for each row of the other: a loop may leave some rows out, and a cache some calls. */
const perRowMin = 0.5;
const perRowMax = 1.1;
/** Calls of which fewer come from one place are of several loops. */
const siteShareMin = 0.8;
/** Below this share of the time in the database nobody would feel it. */
const timeShareMin = 0.05;

type Sum = LiveStatement & { readonly calls: number };

const placeText = ({ file, line }: Place) => `${file.split(/[\\/]/).at(-1) ?? file}:${line}`;
/** The same statement at another place is another one: it has another caller. */
const keyOf = ({ fingerprint, stack: [place] }: LiveStatement) =>
  `${fingerprint} ${place === undefined ? '' : `${place.file}:${place.line}`}`;

/** What ran in the window, by statement and place. */
function sumsOf({ readings, now }: LiveFacts): readonly Sum[] {
  const sums = new Map<string, Sum>();
  const told = readings.filter(({ at }) => at > now - windowMs).flatMap(({ pools }) => pools);
  for (const one of told.flatMap(({ statements = [] }) => statements)) {
    const key = keyOf(one);
    const before = sums.get(key);
    sums.set(key, {
      ...one,
      siteShare: Math.min(before?.siteShare ?? 1, one.siteShare),
      calls: (before?.calls ?? 0) + one.calls,
      totalMs: (before?.totalMs ?? 0) + one.totalMs,
      rows: (before?.rows ?? 0) + one.rows,
    });
  }
  return [...sums.values()];
}

/** True where a function that leads to the one led to the other before, by an earlier line. */
function sharesCaller(parent: readonly Place[], child: readonly Place[]): boolean {
  return child.some(
    (inner) =>
      inner.symbol !== undefined &&
      parent.some((outer) => outer.symbol === inner.symbol && outer.file === inner.file && outer.line < inner.line),
  );
}

/** The statement for whose rows the other one runs: of those that fit, the one that fits best. */
function parentOf(child: Sum, all: readonly Sum[]): Sum | undefined {
  const perRow = (parent: Sum) => child.calls / parent.rows;
  return all
    .filter((parent) => parent !== child && parent.calls > 0 && parent.rows > 0)
    .filter((parent) => child.calls / parent.calls >= perRunMin)
    .filter((parent) => perRow(parent) >= perRowMin && perRow(parent) <= perRowMax)
    .filter(({ stack }) => sharesCaller(stack, child.stack))
    .toSorted((one, other) => Math.abs(1 - perRow(one)) - Math.abs(1 - perRow(other)))[0];
}

/** The statement for many values at once, where it compares one column with one value and nothing else varies. */
function batchOf(sql: string): string | null {
  const found = [...sql.matchAll(/([\w."]+)\s*=\s*(\$\d+|\?)(?!\d)/g)];
  const values = [...sql.matchAll(/\$\d+|\?/g)];
  const [only, second] = found;
  if (only === undefined || second !== undefined || values.length !== 1) return null;
  if (!/^\s*select\b/i.test(sql) || /\b(?:limit|offset|group\s+by|count|sum|max|min|avg)\b/i.test(sql)) return null;
  return sql
    .replace(only[0], `${only[1] ?? ''} = any($1)`)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function signOf(child: Sum, parent: Sum, wholeMs: number): LiveSign | null {
  const [place] = child.stack;
  const [parentPlace] = parent.stack;
  if (place === undefined || parentPlace === undefined) return null;
  const perRun = child.calls / parent.calls;
  const meanMs = child.totalMs / child.calls;
  const batch = batchOf(child.sql);
  const how =
    batch === null
      ? 'Ask once for all of them: with a join, or with = any($1) and a list of the values.'
      : `Ask once for all of them, and share the rows out by that column: ${batch}`;
  return {
    subject: `${child.fingerprint} ${placeText(place)}`,
    title: `A statement runs once for each row of another: ${countText(Math.round(perRun))} times each time`,
    severity: 'warning',
    place,
    placeReason: 'The place that asks for it was not taken.',
    evidence: [
      { name: `runs for each run of the statement at ${placeText(parentPlace)}`, value: perRun, unit: 'count' },
      { name: 'rows that one gives each time', value: parent.rows / parent.calls, unit: 'count' },
      { name: 'runs in the last 20 s', value: child.calls, unit: 'count' },
      { name: 'one run, as the program sees it', value: meanMs, unit: 'ms' },
      { name: 'time in all of them, each time', value: meanMs * perRun, unit: 'ms' },
      { name: 'share of the time in the database', value: child.totalMs / wholeMs, unit: 'ratio' },
    ],
    saving: null,
    confidence: 'likely',
    disprovedBy: `The number of runs does not follow the number of rows that ${placeText(parentPlace)} gives.`,
    advice: adviceInWords(
      `${how} Each run costs a way to the server and back, here ${delayText(meanMs)} as a whole. What one statement for all would take was not measured.`,
      'change',
      ['With very long lists, ask in portions. Rows come back in any order, and values without rows do not come back.'],
    ),
  };
}

export const nPlusOne: LiveRule = {
  name: 'n-plus-one',
  purpose: 'A statement runs once for each row that another one gave, where one statement would do for all.',
  holdsMs: 3_000,
  clearsMs: 30_000,
  signs: (facts) => {
    const sums = sumsOf(facts);
    const wholeMs = sums.reduce((sum, { totalMs }) => sum + totalMs, 0);
    return sums.flatMap((child) => {
      const isOften = child.calls >= callsMin && child.siteShare >= siteShareMin;
      if (!isOften || child.totalMs < wholeMs * timeShareMin) return [];
      const parent = parentOf(child, sums);
      const sign = parent === undefined ? null : signOf(child, parent, wholeMs);
      return sign === null ? [] : [sign];
    });
  },
};
