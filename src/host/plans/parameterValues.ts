import type { Client } from 'pg';
import type { SqlParameter, ParameterUse } from '../../protocol/plans.ts';
import type { NamedRelation, ParameterUses } from './parameterContexts.ts';
import {
  valueFromStatistics,
  type Choice,
  type ColumnContext,
  type ColumnStatistics,
  type ValueKind,
  type Wanted,
} from './statisticsValues.ts';

/** A parameter with its value. The value is bound to the statement and goes nowhere else. */
export type BoundParameter = { readonly use: ParameterUse; readonly value: unknown };

const statisticsSql = `
  select r.place::int, c.oid::regclass::text as relation, a.attname::text as "column",
    s.most_common_vals::text::text[] as common, s.histogram_bounds::text::text[] as bounds
  from unnest($1::text[], $2::text[]) with ordinality as r(schema, name, place)
  join pg_class c on c.oid = to_regclass(case when r.schema is null then quote_ident(r.name)
    else quote_ident(r.schema) || '.' || quote_ident(r.name) end)
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join lateral (
    select most_common_vals, histogram_bounds from pg_stats
    where schemaname = n.nspname and tablename = c.relname and attname = a.attname
    order by inherited desc limit 1
  ) s on true
  where a.attname = any($3)
  order by r.place`;

const limitRows = 50;

/** The statistics of the column that a parameter is compared with. */
function statisticsFor(
  { qualifier, column }: ColumnContext,
  relations: readonly NamedRelation[],
  statistics: readonly ColumnStatistics[],
): ColumnStatistics | undefined {
  return statistics.find(({ place, column: name }) => {
    const relation = relations[place - 1];
    return name === column && (qualifier === null || relation?.alias === qualifier || relation?.relation === qualifier);
  });
}

/** A value that stands in the table, where there are no statistics yet. */
async function valueInTable(client: Client, { relation, column }: ColumnStatistics): Promise<Choice | null> {
  const name = client.escapeIdentifier(column);
  // The server has written the name of the table itself, quoted where it has to be.
  const { rows } = await client.query<{ value: string }>(
    `select ${name}::text as value from ${relation} where ${name} is not null limit 1`,
  );
  const [row] = rows;
  return row === undefined
    ? null
    : { value: row.value, from: 'statistics', note: `a value of ${relation}.${column}, which has no statistics` };
}

/** What the values of one statement are chosen from. */
export type ValueSources = {
  readonly types: readonly string[];
  readonly uses: ParameterUses;
  readonly statistics: readonly ColumnStatistics[];
};

/** Parameters by what they are compared with, in the order they stand: the second of a column gets its second value. */
function wantedFor(kind: ValueKind, { uses: { contexts }, types }: ValueSources) {
  const timesUsed = new Map<string, number>();
  const keyOf = ({ qualifier, column }: ColumnContext) => `${qualifier}.${column}`;
  const ends = (context: ColumnContext, use: ColumnContext['use']) =>
    contexts.some((each) => each.kind === 'column' && each.use === use && keyOf(each) === keyOf(context));
  return (context: ColumnContext): Wanted => {
    const key = `${keyOf(context)}.${context.use}`;
    const nth = timesUsed.get(key) ?? 0;
    timesUsed.set(key, nth + 1);
    return {
      kind,
      nth,
      isPaired: ends(context, 'low') && ends(context, 'high'),
      type: types[context.number - 1] ?? '',
    };
  };
}

function rowCount(kind: 'limit' | 'offset'): Choice {
  return kind === 'limit'
    ? { value: limitRows, from: 'none', note: `assumed: ${limitRows} rows` }
    : { value: 0, from: 'none', note: 'assumed: none is skipped' };
}

type Found = { readonly choice: Choice | null; readonly statistics: ColumnStatistics | null };

/** What the statistics give for a parameter, by the first of its uses that has any. */
function foundFor(
  number: number,
  { uses, statistics }: ValueSources,
  wantedOf: (context: ColumnContext) => Wanted,
): Found {
  let found: Found = { choice: null, statistics: null };
  for (const context of uses.contexts.filter((each) => each.number === number)) {
    if (context.kind !== 'column') {
      if (found.choice === null) found = { choice: rowCount(context.kind), statistics: null };
      continue;
    }
    const wanted = wantedOf(context);
    const known = statisticsFor(context, uses.relations, statistics);
    if (known === undefined || found.choice !== null) continue;
    const choice = valueFromStatistics(context, known, wanted);
    const isScalar = context.use === 'equal' || context.use === 'low' || context.use === 'high';
    found = { choice, statistics: isScalar ? known : found.statistics };
  }
  return found;
}

/** A value as the driver has to be given it for the server's type: JSON as its text, or else a list would be an array. */
function typedValue(value: unknown, type: string): unknown {
  if (value === null || (type !== 'json' && type !== 'jsonb') || typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** Values that were given, as they are. */
export function givenValues(
  parameters: readonly SqlParameter[],
  types: readonly string[],
  given: readonly unknown[],
): readonly BoundParameter[] {
  return parameters.map(({ number, text }) => ({
    use: { number, text, type: types[number - 1] ?? 'unknown', from: 'given', note: 'given with the request' },
    value: typedValue(given[number - 1] ?? null, types[number - 1] ?? ''),
  }));
}

/** Asks the server a question about its catalogue. */
export type AskCatalogue = <Row extends Readonly<Record<string, unknown>>>(
  sql: string,
  values: readonly unknown[],
) => Promise<readonly Row[]>;

/** What the server knows of the columns that parameters are compared with. */
export async function columnStatistics(
  ask: AskCatalogue,
  { relations, contexts }: ParameterUses,
): Promise<readonly ColumnStatistics[]> {
  const columns = contexts.flatMap((context) => (context.kind === 'column' ? [context.column] : []));
  if (columns.length === 0) return [];
  return ask<ColumnStatistics>(statisticsSql, [
    relations.map(({ schema }) => schema),
    relations.map(({ relation }) => relation),
    columns,
  ]);
}

/**
 * A value for each parameter from what the server knows of its column: a common one where it is compared for equality,
 * the end of a tenth where it bounds a range. Where nothing is known `from` is `none`, and the value null.
 */
export async function valuesFromStatistics(
  client: Client,
  parameters: readonly SqlParameter[],
  sources: ValueSources,
): Promise<readonly BoundParameter[]> {
  const bound: BoundParameter[] = [];
  const wantedOf = wantedFor('common', sources);
  for (const { number, text } of parameters) {
    const type = sources.types[number - 1] ?? 'unknown';
    const { choice, statistics } = foundFor(number, sources, wantedOf);
    const taken = choice ?? (statistics === null ? null : await valueInTable(client, statistics));
    const { value, from, note } = taken ?? { value: null, from: 'none' as const, note: 'nothing is known of it' };
    bound.push({ use: { number, text, type, from, note }, value });
  }
  return bound;
}

/**
 * The same parameters with rare values, or with such as no row has, where their statistics give any; the others keep
 * theirs. Null where none is another.
 */
export function otherValues(
  kind: Exclude<ValueKind, 'common'>,
  bound: readonly BoundParameter[],
  sources: ValueSources,
): readonly BoundParameter[] | null {
  const wantedOf = wantedFor(kind, sources);
  let isOther = false;
  const others = bound.map((parameter): BoundParameter => {
    const { choice } = foundFor(parameter.use.number, sources, wantedOf);
    if (choice === null || choice.from === 'none' || parameter.use.from !== 'statistics') return parameter;
    isOther = true;
    return { use: { ...parameter.use, note: choice.note }, value: choice.value };
  });
  return isOther ? others : null;
}

/** True where a value was found or assumed for every parameter. */
export function areAllKnown(bound: readonly BoundParameter[]): boolean {
  return bound.every(({ use, value }) => use.from === 'given' || value !== null);
}
