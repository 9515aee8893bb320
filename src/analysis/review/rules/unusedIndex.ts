import { countText, bytesText } from '../../../format/figures.ts';
import { dropped, dropRisks } from '../droppedIndex.ts';
import { isFree, isDuplicate, isPrefix } from '../sameIndex.ts';
import type { ReviewedIndex, ReviewedKeyLink, ServerFacts } from '../serverFacts.ts';
import { bytesEvidence, countEvidence, dayText, upkeepText, type ServerRule, type ServerSign } from '../serverRule.ts';

/** A smaller one costs next to nothing. */
const bytesMin = 100_000;
/** A table that is hardly read says nothing about its indexes. */
const tableScansMin = 100;

/** True where deletions of the parent look for its rows by this index, however seldom. */
function servesKey(index: ReviewedIndex, keys: readonly ReviewedKeyLink[]): boolean {
  return keys.some(({ schema, table, columns }) => {
    const first = index.keys.slice(0, columns.length).map(({ text }) => text);
    return schema === index.schema && table === index.table && columns.every((column) => first.includes(column));
  });
}

/** Indexes that nothing has read while their tables were read, whatever the counters' age. */
export function neverScanned({ indexes, keys, isReplica }: ServerFacts): readonly ReviewedIndex[] {
  if (isReplica) return [];
  return indexes.filter(
    (index) =>
      index.scans === 0 &&
      index.isValid &&
      !index.isUnique &&
      isFree(index) &&
      index.bytes >= bytesMin &&
      index.tableScans >= tableScansMin &&
      !servesKey(index, keys) &&
      // Said by another rule already, and surer.
      !indexes.some((kept) => kept !== index && kept.isValid && (isDuplicate(kept, index) || isPrefix(kept, index))),
  );
}

export function hasCountedLongEnough({ now, countedSince, countedMsMin }: ServerFacts): boolean {
  return now - countedSince >= countedMsMin;
}

function signOf(index: ReviewedIndex, { countedSince, replicas }: ServerFacts): ServerSign {
  const { schema, table, name, bytes, tableScans, tableWrites, keys } = index;
  const isExpression = keys.some(({ text }) => text.includes('('));
  return {
    subject: `${schema}.${name}`,
    title: `The index ${name} on ${table} was never used since ${dayText(countedSince)}`,
    severity: 'info',
    evidence: [
      countEvidence(`scans of ${name} since ${dayText(countedSince)}`, 0),
      countEvidence(`scans of ${table} by other ways`, tableScans),
      bytesEvidence('size of the index', bytes),
      countEvidence('rows written that it was kept up to date for', tableWrites),
    ],
    saving: bytesEvidence('disk and cache', bytes),
    confidence: 'likely',
    disprovedBy: 'A statement that runs seldom, such as a report at the end of a month, and needs it.',
    text: `Drop the index ${name}: it takes ${upkeepText(bytes, tableWrites, countedSince)}, and none of ${countText(tableScans)} scans of ${table} used it.`,
    change: dropped(index),
    effort: 'line',
    risks: [
      'What runs more seldom than the counters are old was not seen.',
      ...(isExpression
        ? ['The planner takes statistics of its expression from it: estimates may change without it.']
        : []),
      ...dropRisks(index, replicas),
      `Making it again reads the whole table ${table}, and writes ${bytesText(bytes)}.`,
    ],
  };
}

export const unusedIndex: ServerRule = {
  name: 'unused-index',
  purpose: 'An index that nothing has read since the server counts, and that every write keeps up to date.',
  signs: (facts) => (hasCountedLongEnough(facts) ? neverScanned(facts).map((index) => signOf(index, facts)) : []),
};
