import type { GrowthFacts } from './growthRows.ts';

/** `['a']` and `[12]` in a text: which one of many. */
const whichOne = /\[(?:'(?:[^'\]]|'(?!\]))*'|\d+)\]/g;
/** The text with marks for any of many instead: what differs only in them is the same to a reader. */
export const anyOne = (text: string) => text.replace(whichOne, '[…]');

function causeKey({ container, owner, location }: GrowthFacts): string {
  const place = location === null ? '' : `${location.scriptId}:${location.line}:${location.column}`;
  return [anyOne(container), owner, place].join('\n');
}

function merged(rows: readonly GrowthFacts[], first: GrowthFacts): GrowthFacts {
  const sum = (of: (row: GrowthFacts) => number) => rows.reduce((total, row) => total + of(row), 0);
  const isOne = (of: (row: GrowthFacts) => string) => rows.every((row) => of(row) === of(first));
  const common = (of: (row: GrowthFacts) => string) => (isOne(of) ? of(first) : anyOne(of(first)));
  return {
    ...first,
    // The oldest of them: the same one in every comparison of the process.
    nodeId: Math.min(...rows.map(({ nodeId }) => nodeId)),
    container: common(({ container }) => container),
    expression: common(({ expression }) => expression),
    path: common(({ path }) => path),
    countDelta: sum(({ countDelta }) => countDelta),
    sizeDelta: sum(({ sizeDelta }) => sizeDelta),
    retainedSize: sum(({ retainedSize }) => retainedSize),
    times: rows.length,
  };
}

/** One row for each cause: containers that are filled by one line, such as an array in each session, are told together. */
export function growthCauses(rows: readonly GrowthFacts[]): readonly GrowthFacts[] {
  const causes = new Map<string, GrowthFacts[]>();
  for (const row of rows) {
    const key = causeKey(row);
    const known = causes.get(key);
    if (known === undefined) causes.set(key, [row]);
    else known.push(row);
  }
  return [...causes.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [group.length === 1 ? first : merged(group, first)];
    })
    .sort((a, b) => b.sizeDelta - a.sizeDelta || b.countDelta - a.countDelta);
}
