/** A statement with what makes it slow, or a healthy one: `rule` null. `accepted`: what advice may say first. */
export type Situation = {
  readonly name: string;
  readonly rule: string | null;
  /** Statements that make its tables, in a schema of its own. */
  readonly setup: string;
  readonly sql: string;
  readonly params?: readonly unknown[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly accepted?: RegExp;
};

const orders = `
  create table customers (id int primary key, email text not null, country text not null);
  insert into customers select i, 'c' || i || '@mail.test', 'country ' || i % 50 from generate_series(1, 40000) i;
  create unique index on customers (email);
  create table orders (id bigint primary key, customer_id int not null references customers, ref text not null,
    status text not null, total numeric(10,2) not null, created_at timestamptz not null, note text);
  insert into orders select i, 1 + (i * 7919::bigint) % 40000, 'r' || i, case when i % 20 = 0 then 'open' else 'done' end,
    (i * 37 % 10000) / 7.0, '2024-01-01'::timestamptz + i * interval '2 minutes', repeat('x', 30)
    from generate_series(1, 300000) i;
  create index on orders (customer_id);
  create index on orders (created_at);
  create unique index on orders (ref);
  vacuum analyze customers; vacuum analyze orders;`;

const blocked = `
  create table people (id int primary key, name text);
  insert into people select i, 'n' || i from generate_series(1, 12000) i;
  create table blocked (person_id int, reason text);
  insert into blocked select i * 2, 'r' from generate_series(1, 6000) i;
  vacuum analyze people; vacuum analyze blocked;`;

const parted = `
  create table readings (device int not null, at timestamptz not null, value float8) partition by range (at);
  do $$ begin for m in 0..11 loop
    execute format('create table readings_%s partition of readings for values from (%L) to (%L)', m,
      '2025-01-01'::timestamptz + m * interval '1 month', '2025-01-01'::timestamptz + (m + 1) * interval '1 month');
  end loop; end $$;
  insert into readings select i % 500, '2025-01-01'::timestamptz + i * interval '1 minute', i from generate_series(1, 500000) i;
  vacuum analyze readings;`;

/** Slow ones, by rule, in variants. */
export const slowStatements: readonly Situation[] = [
  {
    name: 'function date_trunc',
    rule: 'function-on-column',
    setup: orders,
    sql: `select id, total from orders where date_trunc('day', created_at) = '2024-05-05'`,
    accepted: /created_at\s*>=|create index/i,
  },
  {
    name: 'function cast to date, parameter, join',
    rule: 'function-on-column',
    setup: orders,
    sql: 'select c.email, sum(o.total) from orders o join customers c on c.id = o.customer_id where o.created_at::date = $1::date group by c.email',
    params: ['2024-06-01'],
    accepted: /created_at\s*>=|create index/i,
  },
  {
    name: 'function extract in a CTE',
    rule: 'function-on-column',
    setup: orders.replace("'2 minutes'", "'20 minutes'"),
    sql: 'with y as (select status, total from orders where extract(year from created_at) = 2034) select status, sum(total) from y group by status',
    accepted: /created_at\s*>=|create index/i,
  },
  {
    name: 'sum on a column',
    rule: 'function-on-column',
    setup: orders,
    sql: 'select count(*) from orders where id + 1 = 4711',
    accepted: /id\s*=|create index/i,
  },
  {
    name: 'cast by a numeric literal',
    rule: 'implicit-cast',
    setup: orders,
    sql: 'select * from orders where id = 4711.0',
    accepted: /where\s+id\s*=/i,
  },
  {
    name: 'cast of a text key',
    rule: 'implicit-cast',
    setup: orders,
    sql: 'select o.ref, o.total from orders o where o.id::text = $1',
    params: ['31337'],
    accepted: /o\.id\s*=|create index/i,
  },
  {
    name: 'cast by a typed parameter, list',
    rule: 'implicit-cast',
    setup: orders,
    sql: 'select total from orders where customer_id = any($1::numeric[])',
    params: [[5, 77]],
    accepted: /customer_id\s*=/i,
  },
  {
    name: 'offset far in',
    rule: 'large-offset',
    setup: orders,
    sql: 'select id, ref, total from orders order by id limit 20 offset 250000',
    accepted: /id\s*>/i,
  },
  {
    name: 'offset as parameter, descending, ties',
    rule: 'large-offset',
    setup: orders,
    sql: 'select o.id, o.ref from orders o order by o.created_at desc limit $1 offset $2',
    params: [50, 200000],
    accepted: /created_at.*<|<.*created_at/is,
  },
  {
    name: 'not in',
    rule: 'not-in-subquery',
    setup: blocked,
    sql: 'select count(*) from people where id not in (select person_id from blocked)',
    settings: { work_mem: '64kB' },
    accepted: /not\s*\(?\s*exists|left join/i,
  },
  {
    name: 'not in with conditions',
    rule: 'not-in-subquery',
    setup: blocked,
    sql: `select p.id, p.name from people p where p.name like 'n%' and p.id not in (select b.person_id from blocked b where b.reason = 'r') order by p.id limit 100 offset 4000`,
    settings: { work_mem: '64kB' },
    accepted: /not\s*\(?\s*exists|left join/i,
  },
  {
    name: 'or across two tables',
    rule: 'or-across-tables',
    setup: orders,
    sql: `select o.id, c.email from orders o join customers c on c.id = o.customer_id where o.ref = 'r77' or c.email = 'c500@mail.test'`,
    accepted: /union/i,
  },
  {
    name: 'or across two tables, counted',
    rule: 'or-across-tables',
    setup: orders,
    sql: `select c.country, count(*) from orders o, customers c where c.id = o.customer_id and (o.ref = $1 or c.email = $2) group by c.country order by 2 desc`,
    params: ['r99', 'c900@mail.test'],
    accepted: /union/i,
  },
  {
    name: 'cte fence',
    rule: 'cte-fence',
    setup: orders,
    sql: 'with recent as materialized (select * from orders) select * from recent where id = 777',
    accepted: /as\s*\(select/i,
  },
  {
    name: 'cte fence beside a join',
    rule: 'cte-fence',
    setup: orders,
    sql: `with o as materialized (select id, customer_id, total from orders), c as (select * from customers) select c.email, o.total from o join c on c.id = o.customer_id where o.customer_id = $1`,
    params: [333],
    accepted: /o\s+as\s*\(\s*select/i,
  },
  {
    name: 'partitions by cast',
    rule: 'partition-not-pruned',
    setup: parted,
    sql: `select device, avg(value) from readings where at::date = '2025-03-03' group by device`,
    accepted: /at\s*>=/i,
  },
  {
    name: 'partitions by date_trunc',
    rule: 'partition-not-pruned',
    setup: parted,
    sql: `select count(*), max(r.value) from readings r where date_trunc('month', r.at) = $1`,
    params: ['2025-02-01'],
    accepted: /at\s*>=/i,
  },
  {
    name: 'stale statistics: never gathered after a load',
    rule: 'stale-statistics',
    setup: `create table jobs (id int primary key, state text, owner int, body text) with (autovacuum_enabled = off);
      insert into jobs select i, 'done', i, repeat('x', 60) from generate_series(1, 200000) i;
      create index on jobs (state); create index on jobs (owner);
      create table owners (id int primary key, name text); insert into owners select i, 'o' || i from generate_series(1, 200000) i;
      analyze jobs; vacuum analyze owners;
      insert into jobs select 200000 + i, 'queued', i, repeat('x', 60) from generate_series(1, 150000) i;
      update jobs set state = 'late' where id <= 100000;`,
    sql: `select count(*) from jobs j join owners o on o.id = j.owner join jobs k on k.owner = o.id where j.state = 'queued' and k.state = 'late'`,
    accepted: /analyze/i,
  },
  {
    name: 'stale statistics: order by limit on a new state',
    rule: 'stale-statistics',
    setup: `create table tasks (id int primary key, state text, created_at timestamptz, body text) with (autovacuum_enabled = off);
      create index on tasks (state); create index on tasks (created_at);
      insert into tasks select i, 'open', '2025-01-01'::timestamptz + i * interval '1 minute', repeat('x', 40) from generate_series(1, 300000) i;
      analyze tasks;
      update tasks set state = 'done' where id <= 299980;`,
    sql: `select id, body from tasks where state = 'open' order by created_at limit 20`,
    accepted: /analyze/i,
  },
  {
    name: 'correlated columns',
    rule: 'correlated-columns',
    setup: `create table items (id int primary key, city int, zip int, land int, ref int);
      insert into items select i, i % 100, i % 100, i % 100, i % 5000 from generate_series(1, 200000) i;
      create index on items (city);
      create table labels (id int primary key, ref int, label text);
      insert into labels select i, i, 'l' || i from generate_series(1, 5000) i;
      vacuum analyze items; vacuum analyze labels;`,
    sql: 'select count(l.label) from items i join labels l on l.ref = i.ref where i.city = 7 and i.zip = 7 and i.land = 7',
    accepted: /create statistics|create index/i,
  },
  {
    name: 'bloat',
    rule: 'bloat',
    setup: `create table sessions (id int primary key, user_id int, body text) with (autovacuum_enabled = off);
      insert into sessions select i, i % 1000, repeat('x', 300) from generate_series(1, 200000) i;
      delete from sessions where id % 50 <> 0; vacuum analyze sessions;`,
    sql: 'select user_id, count(*), max(length(body)) from sessions group by user_id',
    accepted: /vacuum/i,
  },
  {
    name: 'heap fetches',
    rule: 'heap-fetches',
    setup: `create table points (id int primary key, owner int, score int, body text) with (autovacuum_enabled = off);
      insert into points select i, (i * 7919::bigint) % 300, i % 100, repeat('x', 200) from generate_series(1, 300000) i;
      create index on points (owner, score);
      vacuum analyze points; update points set body = body || 'y' where id % 3 = 0; analyze points;`,
    sql: 'select sum(score) from points where owner between 10 and 40',
    accepted: /vacuum/i,
  },
];

/** Those that are as they should be, and look like the slow ones. */
export const healthyStatements: readonly Situation[] = [
  {
    name: 'NOT IN over a small list',
    rule: null,
    setup: blocked,
    sql: 'select count(*) from people where id not in (select person_id from blocked where person_id < 40)',
  },
  { name: 'OR in one table', rule: null, setup: orders, sql: `select id from orders where ref = 'r5' or id = 9` },
  { name: 'a small OFFSET', rule: null, setup: orders, sql: 'select id from orders order by id limit 20 offset 40' },
  {
    name: 'a fenced CTE that is used twice',
    rule: null,
    setup: orders,
    sql: `with r as materialized (select country, count(*) as n from customers group by country) select a.country from r a join r b on a.n = b.n and a.country < b.country`,
  },
  {
    name: 'a function beside a condition that is served',
    rule: null,
    setup: orders,
    sql: `select id from orders where customer_id = 5 and lower(status) = 'open'`,
  },
  {
    name: 'a function of a column that most rows have',
    rule: null,
    setup: orders,
    sql: `select sum(total) from orders where extract(year from created_at) = 2024`,
  },
  {
    name: 'a misestimate that does not matter',
    rule: null,
    setup: orders,
    sql: `select count(*) from orders where status = 'open' and total > 100 and note like 'x%'`,
  },
  {
    name: 'a sort that spills',
    rule: null,
    setup: orders,
    sql: 'select id, note, total from orders order by total, note',
    settings: { work_mem: '1MB' },
  },
  {
    name: 'a grouping of everything',
    rule: null,
    setup: orders,
    sql: 'select customer_id, sum(total) from orders group by customer_id',
    settings: { work_mem: '1MB' },
  },
  { name: 'one row by its key', rule: null, setup: orders, sql: 'select * from orders where id = 5' },
  {
    name: 'statistics that are old and do not matter',
    rule: null,
    setup: `create table facts (id int primary key, v int) with (autovacuum_enabled = off); insert into facts select i, i from generate_series(1, 50000) i;`,
    sql: 'select sum(v) from facts',
  },
  {
    name: 'one partition',
    rule: null,
    setup: parted,
    sql: `select avg(value) from readings where at >= '2025-03-03' and at < '2025-03-04' and device = 3`,
  },
];
