import type {
  IndexColumn,
  TableActivity,
  TableColumn,
  TableFacts,
  TableIndex,
} from '../../analysis/advice/tableFacts.ts';
import type { DatabaseAccess } from '../postgres/database.ts';

/** A table by the names that a plan gives it. */
export type TableName = { readonly schema: string; readonly name: string };

/** Facts of a table that a plan names; for a partition, those of the table that it is a part of. */
export type KnownTable = { readonly asked: TableName; readonly facts: TableFacts };

/** Tables and materialised views, but not the server's own. */
const tablesSql = `
  with asked as (
    select wanted.schema, wanted.name, c.oid, coalesce(pg_partition_root(c.oid)::oid, c.oid) as root
    from unnest($1::text[], $2::text[]) as wanted (schema, name)
    join pg_namespace n on n.nspname = wanted.schema
    join pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
    where c.relkind in ('r', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema'))
  select asked.schema as "askedSchema", asked.name as "askedName", n.nspname as schema, c.relname as name,
    c.relkind = 'p' as "isPartitioned", size.rows, size.bytes::float8 as bytes, size.activity,
    (select coalesce(json_agg(a.attname), '[]') from pg_partitioned_table p join pg_attribute a on a.attrelid = p.partrelid
      where p.partrelid = c.oid and a.attnum = any (p.partattrs::int2[])) as "partitionKey",
    (select json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'isOrdered', (t.typcategory in ('B', 'D', 'E', 'N', 'S', 'T', 'I') or t.typname in ('uuid', 'bytea')),
        'statistics', (select json_build_object(
            'distinct', case when s.n_distinct > 0 then s.n_distinct when s.n_distinct < 0 then -s.n_distinct * size.rows end,
            'nullShare', s.null_frac, 'commonShare', coalesce(s.most_common_freqs[1], 0), 'correlation', s.correlation,
            'width', s.avg_width)
          from pg_stats s
          where s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
            and s.inherited = (c.relkind = 'p'))
      ) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select json_agg(json_build_object(
        'name', ic.relname, 'method', am.amname, 'isUnique', i.indisunique, 'isValid', i.indisvalid,
        'isPartial', i.indpred is not null,
        'columns', (select json_agg(json_build_object(
              'column', (select attname from pg_attribute where attrelid = c.oid and attnum = i.indkey[k] and attnum > 0),
              'isDescending', (i.indoption[k] & 1) = 1, 'isNullsFirst', (i.indoption[k] & 2) = 2) order by k)
            from generate_series(0, i.indnkeyatts - 1) as k)
      ) order by ic.relname)
      from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_am am on am.oid = ic.relam
      where i.indrelid = c.oid) as indexes
  from asked
  join pg_class c on c.oid = asked.root
  join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select sum(greatest(part.reltuples, 0))::float8 as rows, sum(pg_relation_size(part.oid)) as bytes,
      json_build_object('liveRows', coalesce(sum(w.n_live_tup), 0), 'deadRows', coalesce(sum(w.n_dead_tup), 0),
        'changedRows', coalesce(sum(w.n_mod_since_analyze), 0),
        'isAnalyzed', bool_and(part.relkind = 'p' or exists (select from pg_stats s
          where s.schemaname = pn.nspname and s.tablename = part.relname)),
        'pages', sum(pg_relation_size(part.oid)) / current_setting('block_size')::int,
        'visiblePages', sum(part.relallvisible)) as activity
    from pg_class part join pg_namespace pn on pn.oid = part.relnamespace
    left join pg_stat_all_tables w on w.relid = part.oid
    where part.oid = c.oid or part.oid in (select relid from pg_partition_tree(c.oid) where isleaf)) as size`;

type TableRow = {
  readonly askedSchema: string;
  readonly askedName: string;
  readonly schema: string;
  readonly name: string;
  readonly isPartitioned: boolean;
  readonly rows: number;
  readonly bytes: number;
  readonly partitionKey: readonly string[];
  readonly activity: TableActivity;
  readonly columns: readonly TableColumn[] | null;
  readonly indexes: readonly (Omit<TableIndex, 'columns'> & { readonly columns: readonly IndexColumn[] })[] | null;
};

/** What the catalogue knows about tables. Tables that it does not tell about, such as the server's own, are left out. */
export async function knownTables(
  access: Pick<DatabaseAccess, 'ask'>,
  tables: readonly TableName[],
  signal: AbortSignal,
): Promise<readonly KnownTable[]> {
  const distinct = [...new Map(tables.map((table) => [JSON.stringify(table), table])).values()];
  const rows = await access.ask<TableRow>(
    tablesSql,
    [distinct.map(({ schema }) => schema), distinct.map(({ name }) => name)],
    { signal },
  );
  return rows.map(({ askedSchema, askedName, columns, indexes, ...facts }) => ({
    asked: { schema: askedSchema, name: askedName },
    facts: { ...facts, columns: columns ?? [], indexes: indexes ?? [] },
  }));
}
