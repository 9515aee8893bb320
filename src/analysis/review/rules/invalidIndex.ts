import { bytesText } from '../../../format/figures.ts';
import { dropped, quotedIndex } from '../droppedIndex.ts';
import { isDuplicate } from '../sameIndex.ts';
import type { ReviewedIndex, ServerFacts } from '../serverFacts.ts';
import { bytesEvidence, countEvidence, type ServerRule, type ServerSign } from '../serverRule.ts';

/** What REINDEX CONCURRENTLY leaves where it is cut off: the new one, or the old one after the change. */
const leftByReindex = /_cc(new|old)\d*$/;

function signOf(index: ReviewedIndex, { indexes }: ServerFacts): ServerSign {
  const { schema, table, name, bytes, isUnique, tableWrites, keys } = index;
  const twin = indexes.find((other) => other !== index && other.isValid && isDuplicate(other, { ...index, isUnique }));
  const isRest = leftByReindex.test(name) || twin !== undefined;
  const why = twin === undefined ? '' : `, and ${twin.name} does the same`;
  return {
    subject: `${schema}.${name}`,
    title: `The index ${name} on ${table} is invalid: no statement uses it`,
    severity: 'warning',
    evidence: [
      bytesEvidence('size of the index', bytes),
      countEvidence('rows written that it was kept up to date for', tableWrites),
    ],
    saving: bytesEvidence('disk and cache', bytes),
    confidence: 'measured',
    disprovedBy: 'It is valid at the next look: then it was only being built.',
    text: isRest
      ? `Drop the index ${name}: building it was cut off${why}. It is kept up to date by every write and read by none.`
      : `Build the index ${name} again: CREATE INDEX CONCURRENTLY was cut off, so that it is kept up to date by every write and read by none. If nobody misses it, drop it instead.`,
    change: isRest
      ? { ...dropped(index), down: '-- Nothing to take back: no statement could use it.' }
      : {
          name: `rebuild_${name}`,
          up: `REINDEX INDEX CONCURRENTLY ${quotedIndex(index)};`,
          down: `DROP INDEX CONCURRENTLY IF EXISTS ${quotedIndex(index)};`,
          isMigration: false,
        },
    effort: 'line',
    risks: [
      'CONCURRENTLY cannot stand in a transaction.',
      ...(isUnique && !isRest
        ? [
            `It is unique: if rows with the same ${keys.map(({ text }) => text).join(', ')} were the reason, building it fails again until they are gone.`,
          ]
        : []),
      ...(isUnique ? ['Although invalid, it refuses new rows that repeat a value.'] : []),
      ...(isRest
        ? []
        : [`Building it reads the whole table ${table}, and needs about ${bytesText(bytes)} more for a while.`]),
    ],
  };
}

export const invalidIndex: ServerRule = {
  name: 'invalid-index',
  purpose: 'An index that was left behind half built: it costs writes and serves nothing.',
  signs: (facts) =>
    facts.isReplica
      ? []
      : facts.indexes
          .filter(({ isValid, isBeingBuilt, isPartitioned }) => !isValid && !isBeingBuilt && !isPartitioned)
          .map((index) => signOf(index, facts)),
};
