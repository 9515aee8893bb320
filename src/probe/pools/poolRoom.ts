import type { PoolRoom } from '../../protocol/probeChannel.ts';
import type { PgPool } from './pgPool.ts';

const roomSql = `
  select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int as "connectionsMax",
    (select count(*)::int from pg_stat_activity
      where datid is not null and coalesce(backend_type, 'client backend') = 'client backend') as used`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function roomIn(result: unknown): PoolRoom | null {
  const rows = isObject(result) ? result['rows'] : undefined;
  const [row]: unknown[] = Array.isArray(rows) ? rows : [];
  if (!isObject(row)) return null;
  const { connectionsMax, used } = row;
  return typeof connectionsMax === 'number' && typeof used === 'number' ? { connectionsMax, used } : null;
}

/** Asks the pool's server how many connections it takes from programs; null where it does not tell within `waitMs`. */
export async function poolRoom(pool: PgPool, waitMs: number): Promise<PoolRoom | null> {
  const query = 'query' in pool ? pool.query : undefined;
  if (typeof query !== 'function') return null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), waitMs);
    timer.unref();
  });
  const asked = (async () => roomIn(await Reflect.apply(query, pool, [roomSql])))();
  // A pool that is used up, or a server that refuses, does not tell: that is no error of the program.
  return Promise.race([asked.catch(() => null), late]).finally(() => clearTimeout(timer));
}
