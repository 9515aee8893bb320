/**
 * Tables that may be looked at: of the user, lasting, and not held by another session so that even looking would wait.
 * `leaf` are the tables that hold the rows: a partitioned one has those of all its partitions.
 */
const tablesSql = `
  tables as materialized (
    select c.oid, n.nspname::text as schema, c.relname::text as name, c.relkind = 'p' as "isPartitioned", c.reloptions
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm', 'p') and c.relpersistence <> 't'
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      and not exists (select from pg_locks l where l.relation = c.oid and l.mode = 'AccessExclusiveLock'
        and l.database = (select oid from pg_database where datname = current_database())))`;

const leavesSql = (table: string, index: string) => `
  from (select ${table} as relid union select t.relid from pg_partition_tree(${table}) t where t.isleaf) leaf
  join pg_stat_all_tables s on s.relid = leaf.relid ${index}`;

/** Indexes of the user's tables. Those of partitions that belong to a partitioned index are summed up in it. */
export const indexesSql = `
  with ${tablesSql}
  select t.schema, t.name as "table", ic.relname::text as name, am.amname::text as method,
    (select json_agg(json_build_object(
        'text', pg_get_indexdef(i.indexrelid, k + 1, false),
        'kind', i.indclass[k]::text || ' ' || i.indcollation[k]::text || ' ' || coalesce((
          select a.attoptions::text from pg_attribute a where a.attrelid = i.indexrelid and a.attnum = k + 1), ''),
        'order', i.indoption[k]) order by k)
      from generate_series(0, i.indnkeyatts - 1) as k) as keys,
    (select coalesce(json_agg(pg_get_indexdef(i.indexrelid, k, false) order by k), '[]')
      from generate_series(i.indnkeyatts + 1, i.indnatts) as k) as included,
    pg_get_expr(i.indpred, i.indrelid) as predicate, pg_get_indexdef(i.indexrelid) as definition,
    i.indisunique as "isUnique", i.indimmediate as "isImmediate", i.indisprimary as "isPrimary",
    not coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false) as "areNullsDistinct",
    (select conname::text from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x') limit 1) as "constraint",
    exists (select from pg_constraint where conindid = i.indexrelid and contype = 'f') as "isReferenced",
    i.indisclustered or i.indisreplident as "isChosen", ic.relkind = 'I' as "isPartitioned", i.indisvalid as "isValid",
    exists (select from pg_locks l where l.relation = i.indrelid and l.granted and l.pid <> pg_backend_pid()
      and l.mode in ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock')) as "isBeingBuilt",
    size.scans::float8 as scans, size.bytes::float8 as bytes,
    activity.rows::float8 as "tableRows", activity.scans::float8 as "tableScans", activity.writes::float8 as "tableWrites"
  from tables t
  join pg_index i on i.indrelid = t.oid
  join pg_class ic on ic.oid = i.indexrelid
  join pg_am am on am.oid = ic.relam
  cross join lateral (
    select coalesce(sum(s.idx_scan), 0) as scans, coalesce(sum(pg_relation_size(part.relid)), 0) as bytes
    from (select i.indexrelid as relid union select p.relid from pg_partition_tree(i.indexrelid) p where p.isleaf) part
    left join pg_stat_all_indexes s on s.indexrelid = part.relid) as size
  cross join lateral (
    select coalesce(sum(s.n_live_tup), 0) as rows, coalesce(sum(s.seq_scan + coalesce(s.idx_scan, 0)), 0) as scans,
      coalesce(sum(s.n_tup_ins + s.n_tup_upd - s.n_tup_hot_upd), 0) as writes ${leavesSql('t.oid', '')}) as activity
  where not exists (select from pg_inherits where inhrelid = i.indexrelid)
  order by t.schema, t.name, ic.relname`;

/** Foreign keys as they were declared: those that partitions have from their table are left out. */
export const keysSql = `
  with ${tablesSql}
  select c.conname::text as "constraint", t.schema, t.name as "table", t."isPartitioned", cols.names as columns,
    (case when pn.nspname = t.schema then '' else pn.nspname || '.' end || p.relname)::text as parent,
    case c.confdeltype when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' else 'refuse' end as "onDelete",
    child.rows::float8 as rows, child.bytes::float8 as bytes,
    parents.rows::float8 as "parentRows", parents.deletes::float8 as "parentDeletes",
    exists (
      select from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_am am on am.oid = ic.relam
      where i.indrelid = c.conrelid and i.indisvalid and am.amname in ('btree', 'hash')
        and (i.indkey::int2[])[0] = any (c.conkey)
        and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\("?[^()]+"? IS NOT NULL\\)$')) as "isIndexed"
  from pg_constraint c
  join tables t on t.oid = c.conrelid
  join pg_class p on p.oid = c.confrelid
  join pg_namespace pn on pn.oid = p.relnamespace
  cross join lateral (select array_agg(a.attname::text order by k.place) as names
    from unnest(c.conkey) with ordinality as k (number, place)
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number) as cols
  cross join lateral (select coalesce(sum(greatest(s.n_live_tup, pc.reltuples)), 0) as rows,
      coalesce(sum(pg_relation_size(leaf.relid)), 0) as bytes
    ${leavesSql('c.conrelid', 'join pg_class pc on pc.oid = leaf.relid')}) as child
  cross join lateral (select coalesce(sum(greatest(s.n_live_tup, pc.reltuples)), 0) as rows, coalesce(sum(s.n_tup_del), 0) as deletes
    ${leavesSql('c.confrelid', 'join pg_class pc on pc.oid = leaf.relid')}) as parents
  where c.contype = 'f' and c.conparentid = 0
  order by t.schema, t.name, c.conname`;

/** What the server keeps and counts of each table. */
export const upkeepSql = `
  with ${tablesSql}
  select t.schema, t.name, t."isPartitioned", activity.rows::float8 as rows, activity.bytes::float8 as bytes,
    activity.dead::float8 as "deadRows", activity.live::float8 as "liveRows", activity.changed::float8 as "changedRows",
    -- Statistics that may not be seen are taken to be there.
    (row_security_active(t.oid) or not has_any_column_privilege(t.oid, 'select') or activity.analyzed or exists (
      select from pg_stats st where st.schemaname = t.schema and st.tablename = t.name and st.inherited = t."isPartitioned")) as "hasStatistics",
    (select extract(epoch from max(v) ) * 1000 from unnest(array[activity.vacuumed]) v)::float8 as "vacuumedAt",
    current_setting('autovacuum')::bool and current_setting('track_counts')::bool and coalesce(own.enabled, true) as "isCaredFor",
    not coalesce(own.enabled, true) as "isSwitchedOffHere",
    (coalesce(own.threshold, current_setting('autovacuum_vacuum_threshold')::float8)
      + coalesce(own.scale, current_setting('autovacuum_vacuum_scale_factor')::float8) * greatest(activity.live, 0))::float8 as "deadRowsAllowed",
    activity.tables = 0 as "isEmpty"
  from tables t
  cross join lateral (
    select count(*) as tables, coalesce(sum(greatest(s.n_live_tup, pc.reltuples)), 0) as rows,
      coalesce(sum(pg_relation_size(leaf.relid)), 0) as bytes,
      coalesce(sum(s.n_dead_tup), 0) as dead, coalesce(sum(s.n_live_tup), 0) as live,
      coalesce(sum(s.n_mod_since_analyze), 0) as changed, max(greatest(s.last_vacuum, s.last_autovacuum)) as vacuumed,
      coalesce(bool_or(leaf.relid = t.oid and (s.last_analyze is not null or s.last_autoanalyze is not null)), false) as analyzed
    ${leavesSql('t.oid', 'join pg_class pc on pc.oid = leaf.relid')}) as activity
  cross join lateral (
    select max(option_value) filter (where option_name = 'autovacuum_enabled')::bool as enabled,
      max(option_value) filter (where option_name = 'autovacuum_vacuum_threshold')::float8 as threshold,
      max(option_value) filter (where option_name = 'autovacuum_vacuum_scale_factor')::float8 as scale
    from pg_options_to_table(t.reloptions)) as own
  order by t.schema, t.name`;
