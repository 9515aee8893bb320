import type { Client } from 'pg';
import type { SqlParameter, ParameterUse } from '../../protocol/plans.ts';
import type { NamedRelation, ParameterContext, ParameterUses } from './parameterContexts.ts';

/** A parameter with its value. The value is bound to the statement and goes nowhere else. */
export type BoundParameter = { readonly use: ParameterUse; readonly value: unknown };

/** What the server's statistics say of a column. */
export type ColumnStatistics = {
  readonly place: number;
  readonly relation: string;
  readonly column: string;
  readonly common: readonly (string | null)[] | null;
  readonly bounds: readonly (string | null)[] | null;
};

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

/** Share of the rows that a range of which one end is asked for is taken to hold. */
const rangeShare = 0.1;
const listLength = 3;
const limitRows = 50;

/** A value and why it was taken. */
type Choice = { readonly value: unknown; readonly from: ParameterUse['from']; readonly note: string };

type ColumnContext = Extract<ParameterContext, { kind: 'column' }>;

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

/** A value of the column that fits how it is compared, and why it was taken. `nth`: the how manyth of the same column. */
function typicalValue(
  { use }: ColumnContext,
  { common, bounds, relation, column }: ColumnStatistics,
  nth: number,
): Choice | null {
  const values = (common ?? []).filter((value) => value !== null);
  const ordered = (bounds ?? []).filter((value) => value !== null);
  const named = `${relation}.${column}`;
  if ((use === 'low' || use === 'high') && ordered.length > 1) {
    const share = use === 'high' ? 1 - rangeShare : rangeShare;
    const value = ordered[Math.round(share * (ordered.length - 1))];
    const side = use === 'high' ? 'above' : 'below';
    return {
      value,
      from: 'statistics',
      note: `a value that ${rangeShare * 100} % of ${named} are ${side}, by its histogram`,
    };
  }
  const middle = ordered.slice(Math.floor(ordered.length / 2));
  if (use === 'list') {
    const list = [...values, ...middle].slice(0, listLength);
    if (list.length === 0) return null;
    return {
      value: list,
      from: 'statistics',
      note: `${list.length} ${values.length > 0 ? 'common ' : ''}values of ${named}`,
    };
  }
  if (values.length > 0) {
    const rank = nth === 0 ? 'the most common value' : `common value ${nth + 1}`;
    return { value: values[nth % values.length], from: 'statistics', note: `${rank} of ${named}` };
  }
  if (middle.length === 0) return null;
  const note = `a value from the middle of ${named}, by its histogram`;
  return { value: middle[nth % middle.length], from: 'statistics', note };
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

async function found(
  client: Client,
  context: ParameterContext,
  about: {
    readonly statistics: readonly ColumnStatistics[];
    readonly relations: readonly NamedRelation[];
    readonly nth: number;
  },
): Promise<Choice | null> {
  if (context.kind !== 'column') {
    const value = context.kind === 'limit' ? limitRows : 0;
    return { value, from: 'none', note: value === 0 ? 'assumed: none is skipped' : `assumed: ${limitRows} rows` };
  }
  const statistics = statisticsFor(context, about.relations, about.statistics);
  if (statistics === undefined) return null;
  const typical = typicalValue(context, statistics, about.nth);
  if (typical !== null || context.use === 'list') return typical;
  return valueInTable(client, statistics);
}

/** Values that were given, as they are. */
export function givenValues(
  parameters: readonly SqlParameter[],
  types: readonly string[],
  given: readonly unknown[],
): readonly BoundParameter[] {
  return parameters.map(({ number, text }) => ({
    use: { number, text, type: types[number - 1] ?? 'unknown', from: 'given', note: 'given with the request' },
    value: given[number - 1],
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
  types: readonly string[],
  { relations, contexts }: ParameterUses,
  statistics: readonly ColumnStatistics[],
): Promise<readonly BoundParameter[]> {
  const bound: BoundParameter[] = [];
  const timesUsed = new Map<string, number>();
  for (const { number, text } of parameters) {
    const type = types[number - 1] ?? 'unknown';
    let choice: Choice | null = null;
    for (const context of contexts.filter((each) => each.number === number)) {
      const key = context.kind === 'column' ? `${context.qualifier}.${context.column}.${context.use}` : context.kind;
      const nth = timesUsed.get(key) ?? 0;
      choice ??= await found(client, context, { statistics, relations, nth });
      timesUsed.set(key, nth + 1);
    }
    const { value, from, note } = choice ?? { value: null, from: 'none' as const, note: 'nothing is known of it' };
    bound.push({ use: { number, text, type, from, note }, value });
  }
  return bound;
}

/** True where a value was found or assumed for every parameter. */
export function areAllKnown(bound: readonly BoundParameter[]): boolean {
  return bound.every(({ use, value }) => use.from === 'given' || value !== null);
}
