import { numberOf, textOf, type RawNode } from '../../analysis/advice/rawPlan.ts';
import type { ForeignKey } from '../../analysis/advice/rule.ts';
import type { DatabaseAccess } from '../postgres/database.ts';
import { knownTables } from './tableCatalogue.ts';

/** Keys that take a smaller share of the time are not worth an index. */
const timeShareMin = 0.2;

/** The keys by name and the table they point to, and those through which what they delete goes on. */
const keysSql = `
  with recursive touched as (
    select c.oid, c.conname, c.conrelid, c.conkey, c.confdeltype, asked.place, 1 as depth
    from unnest($1::text[], $2::text[]) with ordinality as asked (name, relation, place)
    join pg_constraint c on c.contype = 'f' and c.conname = asked.name
    join pg_class parent on parent.oid = c.confrelid and parent.relname = asked.relation
    union
    select c.oid, c.conname, c.conrelid, c.conkey, c.confdeltype, t.place, t.depth + 1
    from touched t join pg_constraint c on c.contype = 'f' and c.confrelid = t.conrelid
    where t.confdeltype = 'c' and t.depth < 5)
  select t.conname::text as "constraint", n.nspname::text as schema, r.relname::text as name, t.place::int as place,
    (select array_agg(a.attname::text order by k.place) from unnest(t.conkey) with ordinality as k (number, place)
      join pg_attribute a on a.attrelid = t.conrelid and a.attnum = k.number) as columns
  from touched t join pg_class r on r.oid = t.conrelid join pg_namespace n on n.oid = r.relnamespace
  order by t.depth`;

type KeyRow = {
  readonly constraint: string;
  readonly schema: string;
  readonly name: string;
  readonly place: number;
  readonly columns: readonly string[];
};

function triggersOf(whole: RawNode): readonly RawNode[] {
  const { Triggers: triggers } = whole;
  const isNode = (value: unknown): value is RawNode => typeof value === 'object' && value !== null;
  return Array.isArray(triggers) ? triggers.filter(isNode) : [];
}

/** The foreign keys that took a good part of a statement's time, as its plan says, with the facts of their tables. */
export async function slowForeignKeys(
  whole: RawNode,
  access: Pick<DatabaseAccess, 'ask'>,
  signal: AbortSignal,
): Promise<readonly ForeignKey[]> {
  const least = numberOf(whole, 'Execution Time') * timeShareMin;
  const slow = triggersOf(whole).filter((trigger) => numberOf(trigger, 'Time') > least);
  const names = slow.map((trigger) => textOf(trigger, 'Constraint Name') ?? '');
  if (names.every((name) => name === '')) return [];
  const relations = slow.map((trigger) => textOf(trigger, 'Relation') ?? '');
  const keys = await access.ask<KeyRow>(keysSql, [names, relations], { signal });
  const known = await knownTables(access, keys, signal);
  return keys.flatMap(({ constraint, schema, name, place, columns }) => {
    const table = known.find(({ asked }) => asked.schema === schema && asked.name === name)?.facts;
    const trigger = slow[place - 1];
    if (table === undefined || trigger === undefined) return [];
    return [{ constraint, table, columns, timeMs: numberOf(trigger, 'Time'), calls: numberOf(trigger, 'Calls') }];
  });
}
