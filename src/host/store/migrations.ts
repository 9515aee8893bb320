/**
 * Steps of the store's format, in order; a step is never edited once it was released. The store's `user_version` is the
 * number of steps it has seen.
 *
 * 1: captures (index of the captures folder), findings (their whole body as JSON, with what is sorted by as columns),
 *    series (samples of a target as column blocks, a minute or so each).
 * 2: documents (short lists by kind: findings, experiments, hunts, plans; the body of each as JSON).
 */
export const migrations: readonly string[] = [
  `
  create table captures (
    capture_id text primary key,
    label text not null,
    file text not null,
    file_bytes integer not null,
    taken_at real not null,
    body text not null
  ) strict;

  create table findings (
    finding_id text primary key,
    rule text not null,
    state text not null,
    found_at real not null,
    body text not null
  ) strict;

  create table series (
    target_id text not null,
    kind text not null,
    first_at real not null,
    last_at real not null,
    block blob not null,
    primary key (target_id, kind, first_at)
  ) strict, without rowid;
  create index series_by_age on series (last_at);
  `,
  `
  create table documents (
    kind text not null,
    id text not null,
    at real not null,
    body text not null,
    primary key (kind, id)
  ) strict, without rowid;
  insert into documents (kind, id, at, body) select 'finding', finding_id, found_at, body from findings;
  drop table findings;
  `,
];
