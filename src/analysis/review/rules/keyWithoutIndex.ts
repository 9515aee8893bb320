import { bytesText, countText } from '../../../format/figures.ts';
import { freeName, quoted, quotedTable } from '../../advice/indexCandidate.ts';
import type { ReviewedKeyLink, ServerFacts } from '../serverFacts.ts';
import { bytesEvidence, countEvidence, dayText, type ServerRule, type ServerSign } from '../serverRule.ts';

/** Looking through a smaller table takes no time. */
const rowsMin = 10_000;
/** What has fewer rows is a list of kinds or states, of which nothing is deleted. */
const parentRowsMin = 1_000;
const day = 24 * 3_600_000;

/** True where rows of the parent are deleted, or are to be. A short count without a deletion says nothing yet. */
function isDeletedFrom(link: ReviewedKeyLink, { now, countedSince }: ServerFacts): boolean {
  if (link.parentDeletes > 0) return true;
  if (link.parentRows < parentRowsMin) return false;
  return link.onDelete !== 'refuse' || now - countedSince < day;
}

const doing: Readonly<Record<ReviewedKeyLink['onDelete'], string>> = {
  cascade: 'to delete those that refer to it',
  'set null': 'to empty what refers to it',
  'set default': 'to reset what refers to it',
  refuse: 'to see whether one refers to it',
};

function signOf(link: ReviewedKeyLink, { countedSince, indexes }: ServerFacts): ServerSign {
  const { constraint, schema, table, columns, rows, bytes, parent, parentDeletes, onDelete, isPartitioned } = link;
  const taken = indexes.filter((index) => index.schema === schema).map(({ name }) => name);
  const name = freeName([table, ...columns], 'idx', taken);
  const how = isPartitioned ? '' : ' CONCURRENTLY';
  const list = columns.map(quoted).join(', ');
  const since = dayText(countedSince);
  return {
    subject: `${schema}.${table}.${constraint}`,
    title: `Deleting from ${parent} reads all of ${table}: ${columns.join(', ')} has no index`,
    severity: parentDeletes > 0 ? 'warning' : 'info',
    evidence: [
      countEvidence(`rows of ${table}`, rows),
      bytesEvidence(`size of ${table}`, bytes),
      countEvidence(`rows deleted from ${parent} since ${since}`, parentDeletes),
    ],
    saving: null,
    confidence: parentDeletes > 0 ? 'likely' : 'possible',
    disprovedBy: `Nothing is ever deleted from ${parent}, and its key never changes.`,
    text: `Add an index on ${table} (${columns.join(', ')}): for each row that is deleted from ${parent} the server reads ${countText(rows)} rows (${bytesText(bytes)}) of ${table} ${doing[onDelete]}${parentDeletes > 0 ? `, ${countText(parentDeletes)} times since ${since}` : ''}. To have the gain measured, ask for advice on such a DELETE.`,
    change: {
      name,
      up: `CREATE INDEX${how} IF NOT EXISTS ${quoted(name)} ON ${quotedTable({ schema, name: table })} (${list});`,
      down: `DROP INDEX${how} IF EXISTS ${quoted(schema)}.${quoted(name)};`,
      isMigration: true,
    },
    effort: 'line',
    risks: [
      isPartitioned
        ? 'The table is partitioned: building the index blocks writes to it.'
        : 'CONCURRENTLY cannot stand in a transaction: the migration has to run outside one.',
      'Every write to the table has to keep the index up to date.',
      ...(parentDeletes > 0
        ? []
        : [`No deletion from ${parent} was counted since ${since}: until there is one, it costs and gives nothing.`]),
    ],
  };
}

export const keyWithoutIndex: ServerRule = {
  name: 'fk-without-index',
  purpose: 'A foreign key whose columns have no index, so that a deletion on the other side reads the whole table.',
  signs: (facts) =>
    facts.isReplica
      ? []
      : facts.keys
          .filter((link) => !link.isIndexed && link.rows >= rowsMin && isDeletedFrom(link, facts))
          // Two keys over the same columns need one index.
          .filter(
            (link, place, all) =>
              all.findIndex(
                (other) =>
                  other.schema === link.schema &&
                  other.table === link.table &&
                  other.columns.join('\n') === link.columns.join('\n'),
              ) === place,
          )
          .map((link) => signOf(link, facts)),
};
