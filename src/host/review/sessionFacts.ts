import type { ConnectionGroup, IdleTransaction } from '../../analysis/review/serverFacts.ts';
import type { SqlParser } from '../sql/sqlParser.ts';

const statementCharactersMax = 120;

/** Sessions in a transaction in which nothing happens, with what they hold. */
export const idleSql = `
  with waiting as materialized (
    select pid, pg_blocking_pids(pid) as blockers from pg_stat_activity where wait_event_type = 'Lock')
  select a.pid, coalesce(a.application_name, '')::text as application, coalesce(a.usename, '')::text as "user",
    coalesce(host(a.client_addr), '') as client, coalesce(a.query, '') as statement,
    (extract(epoch from clock_timestamp() - a.state_change) * 1000)::float8 as "idleMs",
    (extract(epoch from clock_timestamp() - a.xact_start) * 1000)::float8 as "transactionMs",
    nullif(greatest(age(a.backend_xmin), age(a.backend_xid)), 0)::float8 as "viewAge",
    array(select w.pid::int from waiting w where a.pid = any (w.blockers)) as waiting,
    coalesce((select json_agg(distinct (case l.mode when 'RowExclusiveLock' then 'rows that it wrote in '
          when 'RowShareLock' then 'rows that it locked in ' else l.mode || ' on ' end) || n.nspname || '.' || c.relname)
      from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
      where l.pid = a.pid and l.granted and l.locktype = 'relation' and l.mode <> 'AccessShareLock'
        and c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
        and l.database = a.datid), '[]') as locks
  from pg_stat_activity a
  where a.datname = current_database() and a.pid <> pg_backend_pid() and a.state like 'idle in transaction%'
    and a.application_name is distinct from $1`;

/** Connections of programs to any database of the server, and its limits. */
export const connectionsSql = `
  select coalesce(application_name, '')::text as application, coalesce(usename, '')::text as "user", count(*)::int as count,
    count(*) filter (where state = 'idle')::int as idle,
    count(*) filter (where state like 'idle in transaction%')::int as "idleInTransaction",
    coalesce(max(extract(epoch from clock_timestamp() - state_change) * 1000) filter (where state = 'idle'), 0)::float8 as "longestIdleMs"
  from pg_stat_activity
  where datid is not null and coalesce(backend_type, 'client backend') = 'client backend'
    and application_name is distinct from $1
  group by 1, 2 order by 3 desc`;

export const serverSql = `
  select array(select distinct l.relation::regclass::text from pg_locks l join pg_class c on c.oid = l.relation
      where l.mode = 'AccessExclusiveLock' and c.relkind in ('r', 'm', 'p') and c.relnamespace <> 'pg_catalog'::regnamespace
        and l.pid <> pg_backend_pid()
        and l.database = (select oid from pg_database where datname = current_database())) as "lockedTables",
    current_setting('max_connections')::int as "connectionsMax",
    current_setting('superuser_reserved_connections')::int
      + coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int as "connectionsReserved",
    pg_is_in_recovery() as "isReplica", (select count(*)::int from pg_stat_replication) as replicas,
    (extract(epoch from coalesce(
      (select stats_reset from pg_stat_database where datname = current_database()), pg_postmaster_start_time())) * 1000)::float8 as "countedSince",
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
    (select rolsuper or pg_has_role(current_user, 'pg_read_all_stats', 'usage') from pg_roles where rolname = current_user) as "seesAll"`;

export type ServerRow = {
  /** Tables that another session holds or wants for itself alone: even looking at them would wait. */
  readonly lockedTables: readonly string[];
  readonly connectionsMax: number;
  readonly connectionsReserved: number;
  readonly isReplica: boolean;
  readonly replicas: number;
  readonly countedSince: number;
  readonly now: number;
  readonly seesAll: boolean;
};

export type IdleRow = Omit<IdleTransaction, 'fingerprint'>;
export type ConnectionRow = ConnectionGroup;

function fingerprintOf(statement: string, parser: SqlParser): string {
  try {
    return parser.fingerprint(statement);
  } catch {
    // The server cuts long statements, and such cannot be read: their beginning tells them apart.
    return parser.redacted(statement)?.slice(0, statementCharactersMax) ?? '';
  }
}

/** The session without the values of its last statement. */
export function idleTransaction({ statement, ...row }: IdleRow, parser: SqlParser): IdleTransaction {
  const redacted =
    parser
      .redacted(statement)
      ?.replaceAll(/\s+/g, ' ')
      .replace(/[;\s]+$/, '') ?? '';
  return {
    ...row,
    statement: redacted.slice(0, statementCharactersMax),
    fingerprint: statement === '' ? '' : fingerprintOf(statement, parser),
  };
}
