import { quoted } from '../advice/indexCandidate.ts';
import type { ReviewedIndex } from './serverFacts.ts';
import type { ServerChange } from './serverRule.ts';

/** `schema.index`, as SQL takes it. */
export const quotedIndex = ({ schema, name }: ReviewedIndex): string => `${quoted(schema)}.${quoted(name)}`;

/**
 * The definition as a statement that does not hold up writes; a partitioned index cannot be made in that way, and is made
 * with its parts.
 */
export function madeAnew({ definition, isPartitioned }: ReviewedIndex): string {
  const whole = isPartitioned ? definition.replace(' ON ONLY ', ' ON ') : definition;
  const how = isPartitioned ? '' : ' CONCURRENTLY';
  return `${whole.replace(/^CREATE (UNIQUE )?INDEX /, (_whole, unique: string | undefined) => `CREATE ${unique ?? ''}INDEX${how} IF NOT EXISTS `)};`;
}

/** The statements that drop an index and make it again. */
export function dropped(index: ReviewedIndex): ServerChange {
  const how = index.isPartitioned ? '' : ' CONCURRENTLY';
  return {
    name: `drop_${index.name}`,
    up: `DROP INDEX${how} IF EXISTS ${quotedIndex(index)};`,
    down: madeAnew(index),
    isMigration: true,
  };
}

/** What to know before an index goes. */
export function dropRisks({ isPartitioned }: ReviewedIndex, replicas: number): readonly string[] {
  return [
    isPartitioned
      ? 'The index is partitioned: dropping it locks the table and its partitions for a moment.'
      : 'CONCURRENTLY cannot stand in a transaction: the migration has to run outside one.',
    ...(replicas > 0
      ? ['Another server follows this one: what it reads by the index is counted there alone. Look there as well.']
      : []),
  ];
}
