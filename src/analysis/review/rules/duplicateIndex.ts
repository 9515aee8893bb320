import { bytesText, countText } from '../../../format/figures.ts';
import { quoted, quotedTable } from '../../advice/indexCandidate.ts';
import { dropped, dropRisks, madeAnew } from '../droppedIndex.ts';
import { byWorth, isDuplicate, isFree, isPrefix } from '../sameIndex.ts';
import type { ReviewedIndex, ServerFacts } from '../serverFacts.ts';
import {
  bytesEvidence,
  countEvidence,
  upkeepText,
  type ServerChange,
  type ServerRule,
  type ServerSign,
} from '../serverRule.ts';

/** One that is so much smaller may be kept on purpose, to be read quicker. */
const sizeRatioMax = 4;

/** The index that makes another one needless, and how. */
type Needless = { readonly index: ReviewedIndex; readonly kept: ReviewedIndex; readonly isSame: boolean };

function needlessOf(indexes: readonly ReviewedIndex[]): readonly Needless[] {
  const goesTo = new Map<ReviewedIndex, ReviewedIndex>();
  // From the least worth on, so that of several that do the same the best stays.
  for (const index of indexes
    .filter(({ isValid }) => isValid)
    .toSorted(byWorth)
    .toReversed()) {
    if (index.isPrimary || index.isReferenced || index.isChosen) continue;
    const others = indexes.filter((other) => other !== index && other.isValid && !goesTo.has(other)).toSorted(byWorth);
    const same = others.find((other) => isDuplicate(other, index));
    const kept = same ?? (isFree(index) ? others.find((other) => isPrefix(other, index)) : undefined);
    if (kept !== undefined) goesTo.set(index, kept);
  }
  // One that was to stay may have been found needless after it.
  const last = (index: ReviewedIndex): ReviewedIndex => {
    const next = goesTo.get(index);
    return next === undefined ? index : last(next);
  };
  return [...goesTo.keys()].map((index) => {
    const kept = last(index);
    return { index, kept, isSame: isDuplicate(kept, index) };
  });
}

/** A constraint goes by its own statement, and its index with it. */
function changeOf(index: ReviewedIndex): ServerChange {
  const { constraint, schema, table } = index;
  if (constraint === null) return dropped(index);
  const alter = `ALTER TABLE ${quotedTable({ schema, name: table })}`;
  return {
    name: `drop_${index.name}`,
    up: `${alter} DROP CONSTRAINT IF EXISTS ${quoted(constraint)};`,
    down: `${madeAnew(index)}\n${alter} ADD CONSTRAINT ${quoted(constraint)} UNIQUE USING INDEX ${quoted(index.name)};`,
    isMigration: true,
  };
}

function signOf({ index, kept, isSame }: Needless, { countedSince, replicas }: ServerFacts): ServerSign {
  const { schema, table, name, bytes, scans, tableWrites } = index;
  const isMuchSmaller = !isSame && bytes * sizeRatioMax < kept.bytes && scans > 0;
  const why = isSame
    ? `holds the same as ${kept.name}`
    : `holds the first ${index.keys.length === 1 ? 'column' : `${index.keys.length} columns`} of ${kept.name}`;
  return {
    subject: `${schema}.${name}`,
    title: `The index ${name} on ${table} ${why}`,
    severity: isMuchSmaller ? 'info' : 'warning',
    evidence: [
      bytesEvidence('size of the index', bytes),
      bytesEvidence(`size of ${kept.name}, which stays`, kept.bytes),
      countEvidence('scans that go over to the other', scans),
      countEvidence('rows written that it was kept up to date for', tableWrites),
    ],
    saving: bytesEvidence('disk and cache', bytes),
    confidence: isMuchSmaller ? 'possible' : 'likely',
    disprovedBy: `A statement that is slower by ${kept.name} than it was by ${name}.`,
    text: `Drop ${index.constraint === null ? 'the index' : 'the constraint'} ${index.constraint ?? name}: ${kept.name} ${isSame ? 'has the same keys, order and condition' : 'begins with the same keys in the same order, over the same rows'}. It takes ${upkeepText(bytes, tableWrites, countedSince)}.`,
    change: changeOf(index),
    effort: 'line',
    risks: [
      ...(isSame
        ? []
        : [
            `${kept.name} has ${bytesText(kept.bytes)} against ${bytesText(bytes)}: where ${countText(scans)} scans read much of it, they may become a little slower.`,
          ]),
      ...(index.constraint === null
        ? []
        : [
            'ALTER TABLE locks the table for a moment. ON CONFLICT that names the constraint has to name the other one.',
          ]),
      'Hints and tools that name the index need the other name.',
      ...dropRisks(index, replicas).slice(index.constraint === null ? 0 : 1),
    ],
  };
}

export const duplicateIndex: ServerRule = {
  name: 'duplicate-index',
  purpose: 'An index whose work another one of the same table does as well.',
  signs: (facts) =>
    facts.isReplica
      ? []
      : needlessOf(facts.indexes)
          .filter(({ isSame }) => isSame)
          .map((one) => signOf(one, facts)),
};

/** Smaller prefixes are not worth a migration. */
const prefixBytesMin = 100_000;

export const redundantIndex: ServerRule = {
  name: 'redundant-index',
  purpose: 'An index whose columns another one of the same table begins with.',
  signs: (facts) =>
    facts.isReplica
      ? []
      : needlessOf(facts.indexes)
          .filter(({ isSame, index }) => !isSame && index.bytes >= prefixBytesMin)
          .map((one) => signOf(one, facts)),
};
